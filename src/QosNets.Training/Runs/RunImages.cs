using QosNets.Data;
using QosNets.Training.Experiments;

namespace QosNets.Training.Runs;

/// <summary>The images of a run.</summary>
internal static class RunImages
{
    /// <summary>Opens the data set of an experiment in the form that it asks for.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    /// <exception cref="ExperimentException">Mean and deviation are not those of its channels.</exception>
    public static DataSet Open(Experiment experiment)
    {
        var images = experiment.Images;
        var form = new ImageForm
        {
            Size = images.Size,
            Fit = images.Fit,
            Grey = images.Grey,
            SkipDamaged = images.SkipDamaged,
        };
        var set = DataSets.OpenAs(
            form,
            experiment.Dataset,
            experiment.Data.Length > 0 ? experiment.Data : null,
            DataFolder.Cache()
        );
        if (images.Mean.Count == 0)
            return set;
        if (images.Mean.Count != set.Train.Channels)
            throw new ExperimentException(
                $"images.mean has {images.Mean.Count} values for the {set.Train.Channels} channels of {set.Name}; give one for "
                    + "each"
            );
        return set with { Mean = [.. images.Mean.Select(m => (float)m)], Std = [.. images.Std.Select(s => (float)s)] };
    }
}
