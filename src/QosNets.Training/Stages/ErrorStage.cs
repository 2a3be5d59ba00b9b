using System.Diagnostics;
using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Selection;
using QosNets.Training.Pipeline;

namespace QosNets.Training.Stages;

/// <summary>Predicted and measured σ_e of every (layer, multiplier) pair, in accumulator units; seconds taken by each.</summary>
internal sealed record ErrorTables(
    double[,] Predicted,
    double[,] Pooled,
    double[,] Centred,
    double[,] Retained,
    double PredictionSeconds,
    double MeasurementSeconds
);

/// <summary>Inputs of <see cref="ErrorStage"/>.</summary>
/// <param name="Profile">Layer profiles.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
/// <param name="ShiftWeight">Weight of errors that act as a rounding of weights, in the variance.</param>
internal sealed record ErrorInputs(ProfileStage Profile, Keyed<MultiplierLibrary> Library, bool Correction, double ShiftWeight);

/// <summary>Predicts and measures the error of the whole library in every layer.</summary>
internal sealed class ErrorStage(ErrorInputs inputs) : Stage<ErrorInputs>("errors", 2, inputs)
{
    private const string Format = "qosnets-errors";
    private const int Version = 2;

    /// <summary>The tables.</summary>
    public ErrorTables Load()
    {
        var archive = ArchiveReader.Open(Folder["errors.npz"], Format, Version);
        var seconds = archive.ReadArray<double>("seconds", out _);
        return new ErrorTables(
            Read(archive, "predicted"),
            Read(archive, "pooled"),
            Read(archive, "centred"),
            Read(archive, "retained"),
            seconds[0],
            seconds[1]
        );
    }

    protected override void Execute(StageWork work)
    {
        var layers = Inputs.Profile.Load();
        var multipliers = Inputs.Library.Value.Multipliers;
        var clock = Stopwatch.StartNew();
        work.Progress.At(0, "predicting");
        var predicted = ErrorPrediction.Predict(layers, multipliers, Inputs.Correction);
        var prediction = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var measured = ErrorMeasurement.Measure(
            layers,
            multipliers,
            Inputs.Correction,
            Inputs.ShiftWeight,
            done =>
            {
                work.Cancel.ThrowIfCancellationRequested();
                work.Progress.At(0.1 + 0.9 * done, "measuring");
            }
        );
        var archive = new ArchiveWriter(Format, Version);
        archive.AddArray<double>("seconds", [prediction, clock.Elapsed.TotalSeconds], 2);
        Add(archive, "predicted", predicted);
        Add(archive, "pooled", measured.Pooled);
        Add(archive, "centred", measured.ChannelCentred);
        Add(archive, "retained", measured.Retained);
        archive.Save(Folder["errors.npz"]);
    }

    private static void Add(ArchiveWriter archive, string name, double[,] table) =>
        archive.AddArray<double>(name, [.. table.Cast<double>()], table.GetLength(0), table.GetLength(1));

    private static double[,] Read(ArchiveReader archive, string name)
    {
        var values = archive.ReadArray<double>(name, out var shape);
        var table = new double[shape[0], shape[1]];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(double));
        return table;
    }
}
