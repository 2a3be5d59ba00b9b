using QosNets.Archives;

namespace QosNets.Data;

/// <summary>Data sets that stand in arrays of NumPy.</summary>
internal static class NumPySet
{
    public const string Name = "numpy";

    private const string ClassFile = "classes.txt";

    /// <summary>Reads training and test images; classes are called as in classes.txt, else by their numbers.</summary>
    public static DataSet Open(string folder)
    {
        var (train, test) = (Read(folder, "train", mayBeAugmented: true), Read(folder, "test", mayBeAugmented: false));
        var path = Path.Combine(folder, ClassFile);
        var largest = train.Labels.Concat(test.Labels).DefaultIfEmpty(0).Max();
        string[] classes = File.Exists(path)
            ? [.. File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0)]
            : [.. Enumerable.Range(0, largest + 1).Select(i => $"{i}")];
        return DataSet.Create(Name, train, test, classes);
    }

    private static ImageSet Read(string folder, string part, bool mayBeAugmented)
    {
        var (images, labels, place) = Arrays(folder, part);
        if (images.Descriptor != "|u1")
            throw new DataException($"{place}: images are {images.Descriptor}; bytes from 0 to 255 are read (uint8)");
        var classes = images.Shape.Count > 0 ? Labels(labels, place) : [];
        if (images.Shape is not [var count, ..] || count != classes.Length)
            throw new DataException(
                $"{place}: {string.Join("×", images.Shape)} images and {classes.Length} labels; give one each"
            );
        int[] sizes = [.. images.Shape.Skip(1)];
        var (channels, height, width, isLast) = sizes switch
        {
            [var h, var w] => (1, h, w, false),
            [1 or 3, var h, var w] => (sizes[0], h, w, false),
            [var h, var w, 1 or 3] => (sizes[2], h, w, true),
            _ => throw new DataException(
                $"{place}: images of {string.Join("×", sizes)}; rows and columns are read, with 1 or 3 channels before or "
                    + "behind them"
            ),
        };
        if (Math.Min(height, width) < 1)
            throw new DataException($"{place}: images of {string.Join("×", sizes)} hold nothing");
        var pixels = isLast ? ChannelsFirst(images.Data, height * width, channels) : images.Data;
        return new ImageSet(pixels, classes, channels, height, width, mayBeAugmented);
    }

    private static (NumPyArray Images, NumPyArray Labels, string Place) Arrays(string folder, string part)
    {
        var together = Path.Combine(folder, $"{part}.npz");
        try
        {
            if (File.Exists(together))
            {
                var arrays = NumPyFile.ReadArchive(together);
                return (Member(arrays, "images", together), Member(arrays, "labels", together), together);
            }
            var images = Path.Combine(folder, $"{part}_images.npy");
            var labels = Path.Combine(folder, $"{part}_labels.npy");
            if (!File.Exists(images) || !File.Exists(labels))
                throw new DataException(
                    $"{folder}: there is neither {part}.npz nor both of {part}_images.npy and {part}_labels.npy; name the "
                        + "folder that holds them"
                );
            return (NumPyFile.Read(images), NumPyFile.Read(labels), images);
        }
        catch (ArchiveException e)
        {
            throw new DataException(e.Message, e);
        }
    }

    private static NumPyArray Member(IReadOnlyDictionary<string, NumPyArray> arrays, string name, string path) =>
        arrays.TryGetValue(name, out var found)
            ? found
            : throw new DataException($"{path}: it has no array {name}; there are {string.Join(", ", arrays.Keys)}");

    private static int[] Labels(NumPyArray labels, string place)
    {
        if (labels.Shape.Count is not (1 or 2) || labels.Shape.Skip(1).Any(s => s != 1))
            throw new DataException(
                $"{place}: labels of {string.Join("×", labels.Shape)}; one whole number for each image is read"
            );
        var values =
            labels.ToWhole() ?? throw new DataException($"{place}: labels are {labels.Descriptor}; whole numbers are read");
        if (values.Any(v => v is < 0 or > 1_000_000))
            throw new DataException($"{place}: a label is outside 0..1000000; classes count from 0");
        return [.. values.Select(v => (int)v)];
    }

    private static byte[] ChannelsFirst(byte[] data, int plane, int channels)
    {
        var moved = new byte[data.Length];
        for (var i = 0; i < data.Length; i++)
        {
            var (image, inside) = Math.DivRem(i, plane * channels);
            moved[image * plane * channels + inside % channels * plane + inside / channels] = data[i];
        }
        return moved;
    }
}
