using System.Text;

namespace QosNets.Tests.Data;

/// <summary>
/// Writes a batch of CIFAR in the form of Python 2's cPickle: protocol 2, lists 1,000 items at a time, values that go into the
/// memo.
/// </summary>
internal sealed class PickledBatch
{
    private readonly List<byte> file = [0x80, 2];
    private int memo = 1;

    /// <summary>A batch with labels, an array of bytes and file names.</summary>
    /// <param name="labelKeys">Keys of the labels, the same labels under each.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="pixels">[images, 3072].</param>
    /// <param name="byColumns">Whether the array is stored by columns.</param>
    public static byte[] Of(string[] labelKeys, byte[] labels, byte[] pixels, bool byColumns = false)
    {
        var batch = new PickledBatch();
        batch.Put('}');
        batch.file.Add((byte)'(');
        batch.Text("batch_label");
        batch.Text("training batch 1 of 5");
        foreach (var key in labelKeys)
        {
            batch.Text(key);
            batch.List(labels, batch.Number);
        }
        batch.Text("data");
        batch.Array(pixels, labels.Length, byColumns);
        batch.Text("filenames");
        batch.List(labels, (label) => batch.Text($"picture_s_{label:D6}.png"));
        batch.file.AddRange("u."u8);
        return [.. batch.file];
    }

    /// <summary>The file of the class names.</summary>
    public static byte[] Names(string key, params string[] names)
    {
        var batch = new PickledBatch();
        batch.Put('}');
        batch.Text(key);
        batch.List(names, batch.Text);
        batch.file.AddRange("s."u8);
        return [.. batch.file];
    }

    private void Array(byte[] pixels, int images, bool byColumns)
    {
        Name("numpy.core.multiarray", "_reconstruct");
        Name("numpy", "ndarray");
        file.AddRange([(byte)'K', 0, 0x85]);
        Remember();
        Text("b");
        file.Add(0x87);
        Remember();
        Put('R');
        file.AddRange([(byte)'(', (byte)'K', 1]);
        Number(images);
        Number(pixels.Length / images);
        Put('\x86');
        Name("numpy", "dtype");
        Text("u1");
        file.AddRange([(byte)'K', 0, (byte)'K', 1, 0x87]);
        Remember();
        Put('R');
        file.AddRange([(byte)'(', (byte)'K', 3]);
        Text("|");
        file.AddRange("NNN"u8);
        file.AddRange([(byte)'J', 255, 255, 255, 255, (byte)'J', 255, 255, 255, 255, (byte)'K', 0, (byte)'t']);
        Remember();
        file.Add((byte)'b');
        file.Add(byColumns ? (byte)0x88 : (byte)0x89);
        file.Add((byte)'T');
        file.AddRange(BitConverter.GetBytes(pixels.Length));
        var rows = pixels.Length / images;
        file.AddRange(
            byColumns ? Enumerable.Range(0, pixels.Length).Select(i => pixels[i % images * rows + i / images]) : pixels
        );
        Remember();
        file.Add((byte)'t');
        Remember();
        file.Add((byte)'b');
    }

    private void List<T>(T[] values, Action<T> write)
    {
        Put(']');
        foreach (var part in values.Chunk(1000))
        {
            if (part.Length > 1)
                file.Add((byte)'(');
            foreach (var value in part)
                write(value);
            file.Add((byte)(part.Length > 1 ? 'e' : 'a'));
        }
    }

    private void Number(byte value) => Number((int)value);

    private void Number(int value) =>
        file.AddRange(value < 256 ? [(byte)'K', (byte)value] : [(byte)'M', (byte)value, (byte)(value >> 8)]);

    private void Text(string text)
    {
        file.AddRange([(byte)'U', (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);
        Remember();
    }

    private void Name(string module, string name)
    {
        file.AddRange(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));
        Remember();
    }

    private void Put(char opcode)
    {
        file.Add((byte)opcode);
        Remember();
    }

    private void Remember()
    {
        file.AddRange(memo < 256 ? [(byte)'q', (byte)memo] : [(byte)'r', .. BitConverter.GetBytes(memo)]);
        memo++;
    }
}
