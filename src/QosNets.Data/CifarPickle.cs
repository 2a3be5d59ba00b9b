namespace QosNets.Data;

/// <summary>Takes images, labels and names out of CIFAR's Python batches.</summary>
internal static class CifarPickle
{
    private const long LargestFile = 1L << 30;

    /// <summary>Reads a batch.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelKey">Key of the labels: <c>labels</c> or <c>fine_labels</c>.</param>
    /// <param name="imageLength">Bytes of an image.</param>
    /// <returns>[images, bytes of an image], and the label of each.</returns>
    /// <exception cref="DataException">It is no such batch.</exception>
    public static (byte[] Pixels, int[] Labels) ReadBatch(string path, string labelKey, int imageLength)
    {
        var batch = Dictionary(path);
        var labels = Numbers(path, labelKey, batch);
        return (Images(path, batch, labels.Length, imageLength), labels);
    }

    /// <summary>Reads the names of the classes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Key of their list.</param>
    /// <exception cref="DataException">It has no such list.</exception>
    public static string[] ReadNames(string path, string key)
    {
        if (Value(path, key, Dictionary(path)) is not List<object?> values)
            throw PickleStack.Fault(path, $"its {key} is no list");
        return
        [
            .. values.Select(v =>
                PickleReader.Text(v) ?? throw PickleStack.Fault(path, $"its {key} has an entry that is no string")
            ),
        ];
    }

    private static Dictionary<string, object?> Dictionary(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
                throw PickleStack.Fault(path, $"it has more than {LargestFile} bytes");
            return new PickleReader(File.ReadAllBytes(path), path).Read() as Dictionary<string, object?>
                ?? throw PickleStack.Fault(path, "it holds no dictionary");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: it cannot be read ({e.Message.Split('\n')[0]}); fetch it again", e);
        }
    }

    private static object? Value(string path, string key, Dictionary<string, object?> batch) =>
        batch.TryGetValue(key, out var value) ? value : throw PickleStack.Fault(path, $"it has no {key}");

    private static int[] Numbers(string path, string key, Dictionary<string, object?> batch)
    {
        if (Value(path, key, batch) is not List<object?> { Count: > 0 } values)
            throw PickleStack.Fault(path, $"its {key} is no list of labels");
        return
        [
            .. values.Select(
                (v, i) =>
                    v is long and >= 0 and <= byte.MaxValue
                        ? (int)(long)v
                        : throw PickleStack.Fault(path, $"its {key}[{i}] is no class")
            ),
        ];
    }

    // What NumPy sets on an array: version, shape, type, whether columns come first, bytes.
    private static byte[] Images(string path, Dictionary<string, object?> batch, int count, int length)
    {
        if (
            Value(path, "data", batch)
                is not PickledObject
                {
                    Maker: PickleReader.Array,
                    State: [
                        _,
                        object?[] shape,
                        PickledObject { Maker: PickleReader.DType } type,
                        bool byColumns,
                        ReadOnlyMemory<byte> bytes,
                    ],
                }
            || type.Arguments.Length == 0
            || PickleReader.Text(type.Arguments[0]) != "u1"
        )
            throw PickleStack.Fault(path, "its data is no array of bytes (u1)");
        if (shape is not [long images, long size] || images != count || size != length || bytes.Length != (long)count * length)
            throw PickleStack.Fault(
                path,
                $"its data has {bytes.Length} bytes in the shape ({string.Join(", ", shape)}), its labels make ({count}, "
                    + $"{length})"
            );
        if (!byColumns)
            return bytes.ToArray();
        var pixels = new byte[bytes.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = bytes.Span[i % length * count + i / length];
        return pixels;
    }
}
