using System.Security.Cryptography;
using System.Text;

namespace QosNets.Data;

/// <summary>One image file of a part of a data set.</summary>
/// <param name="Path">Path inside the data set's folder, with forward slashes.</param>
/// <param name="Label">Its class.</param>
internal sealed record ImageFile(string Path, int Label);

/// <summary>Data sets whose classes are folders of image files.</summary>
internal static class ImageFolder
{
    public const string General = "image-folder";
    public const string TinyImageNet = "tiny-imagenet";

    private const string Annotations = "val/val_annotations.txt";

    public static DataSet Open(string name, string folder, string? cacheFolder, IProgress<double>? progress, ImageForm form)
    {
        var classes = Folders(folder, "train");
        if (name == Cifar.Cifar10 && !classes.SequenceEqual(Cifar.Cifar10Classes))
            throw new DataException(
                $"{Path.Combine(folder, "train")}: its folders are not the ten classes of CIFAR-10; use the name {General} "
                    + $"for other images"
            );
        var left = new LeftOut();
        var train = Images(folder, "train", classes, left);
        var test = Test(name, folder, classes, left);
        var key = Key(folder, [.. train, .. test], form);
        var cache = cacheFolder is null ? null : Path.Combine(cacheFolder, $"{name}-{key[..16]}.npz");
        var sets = (cache is null ? null : ImageCache.TryRead(cache, key)) ?? Decode(folder, train, test, progress, form);
        string[] notes = [.. left.Notes(folder), .. sets.Notes];
        if (
            sets is { Cached: false, Notes.Count: 0 }
            && cache is not null
            && ImageCache.TryWrite(cache, key, sets.Train, sets.Test) is { } fault
        )
            notes = [.. notes, fault];
        var dataSet = DataSet.Create(name, sets.Train, sets.Test, classes) with { Notes = notes };
        if (name == Cifar.Cifar10 && form.Size == 0 && (dataSet.Train.Height, dataSet.Train.Width) != (32, 32))
            throw new DataException(
                $"{folder}: its images are {dataSet.Train.Height}×{dataSet.Train.Width}, those of CIFAR-10 32×32; use the "
                    + $"name {General} for other images"
            );
        return dataSet;
    }

    private static DecodedImages Decode(
        string folder,
        List<ImageFile> train,
        List<ImageFile> test,
        IProgress<double>? progress,
        ImageForm form
    )
    {
        var decoder = new ImageDecoder(folder, train.Count + test.Count, progress, form);
        var (first, second) = (decoder.Decode(train, mayBeAugmented: true), decoder.Decode(test, mayBeAugmented: false));
        return new DecodedImages(first, second, Cached: false, decoder.Notes);
    }

    private static List<ImageFile> Test(string name, string folder, string[] classes, LeftOut left)
    {
        if (name != TinyImageNet)
            return Images(
                folder,
                TestPart(folder, Directory.Exists(Path.Combine(folder, "test")) ? "test" : "val", classes),
                classes,
                left
            );
        // Its own folder test has no labels. Those who sort val into classes may leave the table and the folder that it was in.
        var missing = classes.Where(c => !Directory.Exists(Path.Combine(folder, "val", c))).ToArray();
        if (missing.Length == classes.Length)
            return Annotated(folder, classes);
        return missing.Length == 0 ? Images(folder, "val", classes, left) : throw OnlyInOne(folder, "val", missing[0]);
    }

    private static string TestPart(string folder, string part, string[] classes)
    {
        var found = Folders(folder, part);
        var odd = found.Except(classes).Concat(classes.Except(found)).FirstOrDefault();
        return odd is null ? part : throw OnlyInOne(folder, part, odd);
    }

    private static DataException OnlyInOne(string folder, string part, string name) =>
        new(
            $"{Path.Combine(folder, part)}: class \"{name}\" is in only one of train and {part}; give both the same class folders"
        );

    private static string[] Folders(string folder, string part)
    {
        var path = Path.Combine(folder, part);
        if (!Directory.Exists(path))
            throw new DataException(
                $"{path}: there is no such folder; name a folder with train/CLASS/*.jpg and test/CLASS/*.jpg"
            );
        var names = new DirectoryInfo(path)
            .GetDirectories()
            .Select(d => d.Name)
            .Where(n => n[0] != '.')
            .Order(StringComparer.Ordinal)
            .ToArray();
        return names.Length > 0
            ? names
            : throw new DataException($"{path}: it has no class folders; put each class's images in a folder of its own");
    }

    private static List<ImageFile> Images(string folder, string part, string[] classes, LeftOut left)
    {
        var files = new List<ImageFile>();
        for (var label = 0; label < classes.Length; label++)
        {
            var path = Path.Combine(folder, part, classes[label]);
            var images = Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => IsRead(part, file, left))
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)
                .ToArray();
            if (images.Length == 0)
                throw new DataException(
                    $"{path}: it has no .jpg, .jpeg or .png files; put images there or remove the folder{left.Hint(part)}"
                );
            foreach (var image in images)
                files.Add(new ImageFile(image, label));
        }
        return files;
    }

    // The labels of Tiny ImageNet's validation images are in a table: file, class and four coordinates, separated by tabs.
    private static List<ImageFile> Annotated(string folder, string[] classes)
    {
        var path = Path.Combine(folder, Annotations);
        if (!File.Exists(path))
            throw new DataException($"{path}: there is no such file; name the folder tiny-imagenet-200");
        var labels = classes.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        var files = new List<ImageFile>();
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            var fields = line.Split('\t');
            if (
                fields.Length < 2
                || !labels.TryGetValue(fields[1], out var label)
                || !fields[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.')
            )
                throw new DataException(
                    $"{path} line {index + 1}: it is not a file name, a tab and a class of train; restore the file"
                );
            files.Add(new ImageFile($"val/images/{fields[0]}", label));
        }
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    }

    private static bool IsRead(string part, string file, LeftOut left)
    {
        if (IsImage(file))
            return true;
        left.Count(part, file);
        return false;
    }

    // Names that begin with a dot are left by file managers, also with image extensions.
    private static bool IsImage(string file) =>
        Path.GetFileName(file)[0] != '.' && Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";

    // Names, labels, sizes and times stand for the content: reading every file would take as long as decoding it.
    private static string Key(string folder, IReadOnlyList<ImageFile> files, ImageForm form)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (!form.ChangesNothing)
            hash.AppendData(Encoding.UTF8.GetBytes($"{form.Size} {form.Fit} {form.Grey}\n"));
        foreach (var file in files)
        {
            var info = new FileInfo(Path.Combine(folder, file.Path));
            if (!info.Exists)
                throw new DataException($"{info.FullName}: there is no such file; restore it");
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\n{file.Label} {info.Length} {info.LastWriteTimeUtc.Ticks}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
