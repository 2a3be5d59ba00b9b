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

    /// <summary>Reads the four IDX files of a folder.</summary>
    public static DataSet Open(string folder) =>
        DataSet.Create(Name, Read(folder, "train", mayBeAugmented: true), Read(folder, "t10k", mayBeAugmented: false), Classes);

    private static ImageSet Read(string folder, string part, bool mayBeAugmented)
    {
        var (pixels, shape, imagePath) = IdxFile.Read(folder, $"{part}-images-idx3-ubyte", 3);
        var (labels, count, labelPath) = IdxFile.Read(folder, $"{part}-labels-idx1-ubyte", 1);
        if (shape[0] != count[0])
            throw new DataException(
                $"{imagePath}: it has {shape[0]} images, {Path.GetFileName(labelPath)} has {count[0]} labels; fetch both again"
            );
        return new ImageSet(pixels, Array.ConvertAll(labels, label => (int)label), 1, shape[1], shape[2], mayBeAugmented);
    }
}
