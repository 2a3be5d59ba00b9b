namespace QosNets.Data;

/// <summary>
/// CIFAR-10 and CIFAR-100 (Krizhevsky, 2009) in their official forms: binary files or Python batches, 32×32 in red, green and
/// blue.
/// </summary>
/// <param name="name">Name that <see cref="DataSets.Open"/> knows.</param>
/// <param name="title">Name in messages.</param>
/// <param name="folders">What the two archives unpack to.</param>
/// <param name="train">Training files, without the ending <c>.bin</c> of the binary form.</param>
/// <param name="test">Test file.</param>
/// <param name="labels">Bytes before the pixels in the binary form; the last one is the class.</param>
/// <param name="labelKey">Key of the labels in the Python form.</param>
internal sealed class Cifar(string name, string title, string[] folders, string[] train, string test, int labels, string labelKey)
{
    public const string Cifar10 = "cifar10";
    public const string Cifar100 = "cifar100";

    private const string NamesKey = "fine_label_names";
    private const int Channels = 3;
    private const int Side = 32;
    private const int ImageLength = Channels * Side * Side;

    /// <summary>The classes of CIFAR-10, in the order of their labels.</summary>
    public static readonly string[] Cifar10Classes =
    [
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ];

    private static readonly Cifar[] All =
    [
        new(
            Cifar10,
            "CIFAR-10",
            ["cifar-10-batches-bin", "cifar-10-batches-py"],
            ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"],
            "test_batch",
            1,
            "labels"
        ),
        new(Cifar100, "CIFAR-100", ["cifar-100-binary", "cifar-100-python"], ["train"], "test", 2, "fine_labels"),
    ];

    /// <summary>Reads the official files when the folder, or a folder in it that an archive unpacks to, holds them.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>The data set, or null when there are none or it is another data set.</returns>
    /// <exception cref="DataException">The files are incomplete or damaged.</exception>
    public static DataSet? TryOpen(string name, string folder)
    {
        if (Array.Find(All, c => c.Name == name) is not { } cifar)
            return null;
        foreach (var candidate in new[] { folder }.Concat(cifar.Folders.Select(f => Path.Combine(folder, f))))
        {
            foreach (var ending in new[] { ".bin", "" })
            {
                if (File.Exists(Path.Combine(candidate, cifar.First + ending)))
                    return cifar.Open(candidate, ending);
            }
        }
        return name == Cifar10 && Directory.Exists(Path.Combine(folder, "train"))
            ? null
            : throw new DataException(
                $"{folder}: it holds neither {cifar.Folders[0]} nor {cifar.Folders[1]}; name the folder that the archive of "
                    + $"{cifar.Title} unpacks to, or the one that holds it"
            );
    }

    private string Name => name;

    private string Title => title;

    private string[] Folders => folders;

    private string First => train[0];

    private DataSet Open(string folder, string ending)
    {
        var classes = Classes(folder, ending);
        return DataSet.Create(
            name,
            Read(folder, [.. train.Select(f => f + ending)], classes.Length, mayBeAugmented: true),
            Read(folder, [test + ending], classes.Length, mayBeAugmented: false),
            classes
        );
    }

    private string[] Classes(string folder, string ending)
    {
        if (name == Cifar10)
            return Cifar10Classes;
        if (ending.Length == 0)
            return CifarPickle.ReadNames(Existing(folder, "meta"), NamesKey);
        var path = Existing(folder, $"{NamesKey}.txt");
        try
        {
            return [.. File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).Take(byte.MaxValue + 1)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private ImageSet Read(string folder, string[] files, int classes, bool mayBeAugmented)
    {
        var parts = files.Select(f => ReadPart(Existing(folder, f), classes)).ToArray();
        var pixels = new byte[parts.Sum(p => p.Pixels.Length)];
        var start = 0;
        foreach (var part in parts)
        {
            part.Pixels.CopyTo(pixels, start);
            start += part.Pixels.Length;
        }
        return new ImageSet(pixels, [.. parts.SelectMany(p => p.Labels)], Channels, Side, Side, mayBeAugmented);
    }

    private (byte[] Pixels, int[] Labels) ReadPart(string path, int classes)
    {
        var part = path.EndsWith(".bin", StringComparison.Ordinal)
            ? ReadBinary(path)
            : CifarPickle.ReadBatch(path, labelKey, ImageLength);
        var odd = Array.FindIndex(part.Labels, l => l >= classes);
        return odd < 0
            ? part
            : throw new DataException(
                $"{path}: its image {odd} has the label {part.Labels[odd]}, the classes are 0..{classes - 1}; fetch it again"
            );
    }

    private (byte[] Pixels, int[] Labels) ReadBinary(string path)
    {
        // The greatest number of images whose pixels one array holds.
        const long Largest = 2_147_000_000;
        var record = labels + ImageLength;
        try
        {
            var length = new FileInfo(path).Length;
            if (length == 0 || length % record != 0 || length > Largest)
                throw new DataException(
                    $"{path}: it has {length} bytes, which is not a number of images of {record} bytes; fetch it again"
                );
            var bytes = File.ReadAllBytes(path);
            var pixels = new byte[bytes.Length / record * ImageLength];
            var classes = new int[bytes.Length / record];
            for (var i = 0; i < classes.Length; i++)
            {
                classes[i] = bytes[i * record + labels - 1];
                bytes.AsSpan(i * record + labels, ImageLength).CopyTo(pixels.AsSpan(i * ImageLength));
            }
            return (pixels, classes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private string Existing(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path)
            ? path
            : throw new DataException($"{path}: there is no such file; unpack the archive of {title} again");
    }

    private static DataException Unreadable(string path, Exception e) =>
        new($"{path}: it cannot be read ({e.Message.Split('\n')[0]}); fetch it again", e);
}
