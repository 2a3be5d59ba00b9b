namespace QosNets.Data;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul, Vollgraf, arXiv 1708.07747): 60,000 and 10,000 grey images of 28×28, 10 classes.
/// </summary>
internal static class FashionMnist
{
    public const string Name = "fashion-mnist";

    private static readonly string[] Classes =
    [
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ];

    // Where torchvision puts the files, from its root or from the data set's folder.
    private static readonly string[] Places = ["", "FashionMNIST/raw", "raw"];

    /// <summary>Reads the four IDX files of a folder, or of the folder in it where torchvision puts them.</summary>
    public static DataSet Open(string folder)
    {
        var place = Places.Select(p => Path.Combine(folder, p)).FirstOrDefault(p => IdxFile.IsIn(p, ImagesOf("train"))) ?? folder;
        return DataSet.Create(
            Name,
            Read(place, "train", mayBeAugmented: true),
            Read(place, "t10k", mayBeAugmented: false),
            Classes
        );
    }

    private static string ImagesOf(string part) => $"{part}-images-idx3-ubyte";

    private static ImageSet Read(string folder, string part, bool mayBeAugmented)
    {
        var (pixels, shape, imagePath) = IdxFile.Read(folder, ImagesOf(part), 3);
        var (labels, count, labelPath) = IdxFile.Read(folder, $"{part}-labels-idx1-ubyte", 1);
        if (shape[0] != count[0])
            throw new DataException(
                $"{imagePath}: it has {shape[0]} images, {Path.GetFileName(labelPath)} has {count[0]} labels; fetch both again"
            );
        return new ImageSet(pixels, Array.ConvertAll(labels, label => (int)label), 1, shape[1], shape[2], mayBeAugmented);
    }
}
