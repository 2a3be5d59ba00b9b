namespace QosNets.Data;

/// <summary>
/// Training and test images with what a network needs to know of them.
/// <code>
/// var images = DataSets.Open("cifar10", folder: "cifar-10-batches-bin"); // or DataSet.Create, of arrays of bytes
/// </code>
/// </summary>
/// <param name="Name">Name that <see cref="DataSets.Open"/> knows.</param>
/// <param name="Train">Training images; the only ones that may be augmented.</param>
/// <param name="Test">Test images of the same size.</param>
/// <param name="ClassNames">Name of each class; labels are positions in this list.</param>
/// <param name="Mean">Per channel the mean of the training pixels / 255, rounded to 4 decimals.</param>
/// <param name="Std">Per channel their standard deviation, rounded to 4 decimals; 1 where all pixels are equal.</param>
public sealed record DataSet(
    string Name,
    ImageSet Train,
    ImageSet Test,
    IReadOnlyList<string> ClassNames,
    float[] Mean,
    float[] Std
)
{
    /// <summary>What a user should know of how it was read, each one line: for example that files were left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Puts a data set together and computes mean and deviation.</summary>
    /// <exception cref="DataException">Train and test differ in size, or a label has no class.</exception>
    public static DataSet Create(string name, ImageSet train, ImageSet test, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(classNames);
        if ((train.Channels, train.Height, train.Width) != (test.Channels, test.Height, test.Width))
            throw new DataException(
                $"{name}: training images are {train.Channels}×{train.Height}×{train.Width}, test images "
                    + $"{test.Channels}×{test.Height}×{test.Width}; make them one size"
            );
        foreach (var set in new[] { train, test })
        {
            if (set.Count == 0)
                throw new DataException($"{name}: it has no {(set == train ? "training" : "test")} images; restore the data");
            var largest = set.Labels.Max();
            if (largest >= classNames.Count)
                throw new DataException(
                    $"{name}: there is a label {largest}, but the classes are 0..{classNames.Count - 1}; restore the data"
                );
        }
        var (mean, std) = PixelStatistics.Compute(train);
        return new DataSet(name, train, test, classNames, mean, std);
    }
}
