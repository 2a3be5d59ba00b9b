namespace QosNets.Kernels;

/// <summary>
/// One digit of every entry of a table: Scale · digit[class(a), b], each digit a byte. Activations with equal rows form a
/// class, which is kept once. For each weight follow its digits for all classes, its column.
/// </summary>
internal sealed unsafe class DigitTable
{
    private readonly AlignedBuffer classOf = new(256);
    private readonly AlignedBuffer columns;

    /// <summary>Keeps a digit.</summary>
    /// <param name="entries">Values of 0 to 255, index 256·a + b.</param>
    /// <param name="classes">The classes of their rows.</param>
    /// <param name="scale">What a digit of one stands for.</param>
    internal DigitTable(ReadOnlySpan<int> entries, RowClasses classes, int scale)
    {
        Classes =
            classes.Count <= 64 ? 64
            : classes.Count <= 128 ? 128
            : 256;
        Scale = scale;
        var largest = 0;
        columns = new AlignedBuffer(256 * Classes);
        new Span<byte>(columns.Pointer, columns.Length).Clear();
        for (var a = 0; a < 256; a++)
        {
            // With room for 256 classes every activation is its own.
            var classIndex = Classes == 256 ? a : classes.Of[a];
            classOf.Pointer[a] = (byte)classIndex;
            for (var b = 0; b < 256; b++)
            {
                var value = entries[256 * a + b];
                largest = Math.Max(largest, value);
                columns.Pointer[b * Classes + classIndex] = (byte)value;
            }
        }

        SafeSums = byte.MaxValue / Math.Max(largest, 1);
    }

    /// <summary>Bytes of a column: 64, 128 or 256, the least that holds all classes.</summary>
    internal int Classes { get; }

    /// <summary>What a digit of one stands for.</summary>
    internal int Scale { get; }

    /// <summary>How many digits a byte can add up.</summary>
    internal int SafeSums { get; }

    /// <summary>Whether activations are their own classes.</summary>
    internal bool IsIdentity => Classes == 256;

    /// <summary>The class of every activation byte.</summary>
    internal byte* ClassOf => classOf.Pointer;

    /// <summary>The column of weight b starts at b · Classes.</summary>
    internal byte* Columns => columns.Pointer;
}
