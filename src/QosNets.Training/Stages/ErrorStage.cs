using System.Text.Json;
using QosNets.Archives;
using QosNets.Selection;
using QosNets.Training.Pipeline;

namespace QosNets.Training.Stages;

/// <summary>Predicted and measured σ_e of every (layer, multiplier) pair, in accumulator units; seconds taken by each.</summary>
internal sealed record ErrorTables(
    double[,] Predicted,
    double[,] Pooled,
    double[,] Centred,
    double PredictionSeconds,
    double MeasurementSeconds
);

/// <summary>Predicts and measures the error of the whole library in every layer.</summary>
internal sealed class ErrorStage(RunContext run, ProfileStage profile, string libraryFingerprint) : Stage(run, "errors", profile)
{
    private const string Format = "qosnets-errors";
    private const int Version = 1;

    protected override string Inputs => JsonSerializer.Serialize(new { libraryFingerprint, Run.Experiment.Correction });

    /// <summary>The tables.</summary>
    public ErrorTables Load()
    {
        var archive = ArchiveReader.Open(Folder["errors.npz"], Format, Version);
        var seconds = archive.ReadArray<double>("seconds", out _);
        return new ErrorTables(
            Read(archive, "predicted"),
            Read(archive, "pooled"),
            Read(archive, "centred"),
            seconds[0],
            seconds[1]
        );
    }

    protected override void Execute()
    {
        var layers = profile.Load();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Run.Progress.At(0, "predicting");
        var predicted = ErrorPrediction.Predict(layers, Run.Library.Multipliers, Run.Experiment.Correction);
        var prediction = clock.Elapsed.TotalSeconds;
        clock.Restart();
        Run.Progress.At(0.3, "measuring");
        var measured = ErrorMeasurement.Measure(layers, Run.Library.Multipliers, Run.Experiment.Correction);
        var archive = new ArchiveWriter(Format, Version);
        archive.AddArray<double>("seconds", [prediction, clock.Elapsed.TotalSeconds], 2);
        Add(archive, "predicted", predicted);
        Add(archive, "pooled", measured.Pooled);
        Add(archive, "centred", measured.ChannelCentred);
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
