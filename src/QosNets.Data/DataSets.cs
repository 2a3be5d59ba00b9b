namespace QosNets.Data;

/// <summary>Opens data sets by name.</summary>
public static class DataSets
{
    /// <summary>Name of the data set that comes with QosNets.</summary>
    public const string Embedded = FashionMnist.Name;

    /// <summary>Name of data sets whose classes are folders of image files.</summary>
    public const string Files = ImageFolder.General;

    /// <summary>Names that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [FashionMnist.Name, Cifar.Cifar10, Cifar.Cifar100, ImageFolder.TinyImageNet, ImageFolder.General, NumPySet.Name];

    /// <summary>Opens a data set.</summary>
    /// <param name="name">
    /// <c>fashion-mnist</c> (comes with QosNets; a folder of IDX files, gzipped or not, or torchvision's may be named instead),
    /// <c>cifar10</c> and <c>cifar100</c> (the official binary files or Python batches; the former also as an image folder),
    /// <c>tiny-imagenet</c> (its official layout, or its validation images in folders by class; they serve as test set), or
    /// <c>image-folder</c> (<c>train/CLASS/*.jpg</c> and <c>test/CLASS/*.jpg</c>, or <c>val</c> for <c>test</c>, images of one
    /// size unless the form says one), or <c>numpy</c> (<c>train.npz</c> and <c>test.npz</c> with <c>images</c> and
    /// <c>labels</c>, or <c>train_images.npy</c> and so on; bytes [images, rows, columns], with channels behind the images or
    /// last).
    /// </param>
    /// <param name="folder">Where the files are; null for the copy that comes with QosNets.</param>
    /// <param name="cacheFolder">
    /// Where decoded images are kept, so that the next start takes no time; made when missing, null to keep none. What cannot be
    /// kept is a note of the data set.
    /// </param>
    /// <param name="progress">Told the finished part of the decoding, 0..1, from any thread; may be null.</param>
    /// <exception cref="DataException">The name is unknown, or a file or folder is missing, damaged or of the wrong
    /// kind.</exception>
    public static DataSet Open(
        string name,
        string? folder = null,
        string? cacheFolder = null,
        IProgress<double>? progress = null
    ) => OpenAs(null, name, folder, cacheFolder, progress);

    /// <summary>As <see cref="Open"/>, with what is made of the images; null for nothing.</summary>
    internal static DataSet OpenAs(
        ImageForm? form,
        string name,
        string? folder,
        string? cacheFolder,
        IProgress<double>? progress = null
    )
    {
        form ??= new ImageForm();
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.Contains(name))
            throw new DataException($"there is no data set \"{name}\"; use one of {string.Join(", ", Names)}");
        if (folder is null && name != FashionMnist.Name)
            throw new DataException($"{name} does not come with QosNets; name the folder that holds it (--data)");
        if (folder is not null && File.Exists(folder))
            throw new DataException($"{folder}: it is a file, not a folder; {Instead(folder)}");
        if (folder is not null && !Directory.Exists(folder))
            throw new DataException($"{folder}: there is no such folder; name the one that holds {name}");
        var whole = name switch
        {
            FashionMnist.Name => FashionMnist.Open(folder ?? Path.Combine(DataFolder.Find(), FashionMnist.Name)),
            NumPySet.Name => NumPySet.Open(folder!),
            _ => Cifar.TryOpen(name, folder!),
        };
        return whole is null ? ImageFolder.Open(name, folder!, cacheFolder, progress, form) : FormedSet.Of(whole, form);
    }

    private static string Instead(string file) =>
        file.Split('.')[^1].ToUpperInvariant() switch
        {
            "TAR" or "TGZ" => $"unpack it with: mkdir DIR && tar -xf {file} -C DIR, and name DIR",
            "GZ" when file.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) =>
                $"unpack it with: mkdir DIR && tar -xf {file} -C DIR, and name DIR",
            "ZIP" => $"unpack it with: unzip {file} -d DIR, and name DIR",
            _ => $"name the folder that holds it, {Path.GetDirectoryName(Path.GetFullPath(file))}",
        };
}
