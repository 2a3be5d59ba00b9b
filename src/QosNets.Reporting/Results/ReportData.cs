namespace QosNets.Reporting.Results;

/// <summary>Everything that the report and the CSV tables draw on.</summary>
/// <param name="Results">The figures of <c>results.json</c>.</param>
/// <param name="Layers">All approximated layers, in graph order.</param>
/// <param name="Errors">Accumulator errors of every layer and multiplier.</param>
/// <param name="Curves">Training curves, in the order of the stages.</param>
/// <param name="Sweep">Points measured on the validation split over a range of tolerances, none of them retrained; may be
/// empty.</param>
/// <param name="ErrorMaps">Error maps of the chosen multipliers.</param>
/// <param name="Settings">All settings of the run, in the order in which they are shown.</param>
/// <param name="Comparisons">Other runs to set the points against; may be empty.</param>
internal sealed record ReportData(
    RunResults Results,
    IReadOnlyList<LayerReport> Layers,
    ErrorTable Errors,
    IReadOnlyList<TrainingCurve> Curves,
    IReadOnlyList<PlotPoint> Sweep,
    IReadOnlyList<ErrorMapReport> ErrorMaps,
    IReadOnlyList<Setting> Settings,
    IReadOnlyList<ComparisonRun> Comparisons
);

/// <summary>One approximated layer.</summary>
/// <param name="Name">Name of its node.</param>
/// <param name="Multiplications">Multiplications in one inference.</param>
/// <param name="FanIn">Products summed for one output, K.</param>
/// <param name="Sigma">σ: tolerated noise over the deviation of the centred accumulator.</param>
/// <param name="AccumulatorDeviation">Standard deviation of the centred accumulator, in accumulator units.</param>
/// <param name="Tolerance">τ = σ · deviation, in accumulator units.</param>
/// <param name="ActivationZeroPoint">Zero point of the layer's input.</param>
internal sealed record LayerReport(
    string Name,
    long Multiplications,
    int FanIn,
    double Sigma,
    double AccumulatorDeviation,
    double Tolerance,
    int ActivationZeroPoint
);

/// <summary>Training curve of one stage.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Epochs">Its epochs, in order.</param>
internal sealed record TrainingCurve(string Stage, IReadOnlyList<EpochRecord> Epochs);

/// <summary>One epoch of a stage.</summary>
/// <param name="Epoch">Number of the epoch within the stage, from 1.</param>
/// <param name="TrainLoss">Mean training loss.</param>
/// <param name="ValidationTop1">
/// Top-1 on the validation split, 0..1: one for every operating point in retraining, one alone in the other stages.
/// </param>
internal sealed record EpochRecord(int Epoch, double TrainLoss, IReadOnlyList<double> ValidationTop1);

/// <summary>A point of accuracy against saving.</summary>
/// <param name="Name">Name shown with it.</param>
/// <param name="Saving">1 − relative power, as a fraction of 1.</param>
/// <param name="Top1">Top-1, 0..1.</param>
internal sealed record PlotPoint(string Name, double Saving, double Top1);

/// <summary>Error map of one chosen multiplier.</summary>
/// <param name="Name">Name of the multiplier.</param>
/// <param name="PowerMilliwatt">Its power in mW.</param>
/// <param name="Signed">Whether operands are two's complement.</param>
/// <param name="Errors">65,536 errors, product minus exact product, entry 256·a + b for the raw operand bytes.</param>
internal sealed record ErrorMapReport(string Name, double PowerMilliwatt, bool Signed, IReadOnlyList<int> Errors);

/// <summary>One setting of a run.</summary>
/// <param name="Key">Its key in the experiment file.</param>
/// <param name="Value">Its value as text.</param>
internal sealed record Setting(string Key, string Value);

/// <summary>Another run on the same test split, such as the plain method of the papers.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Command">The command that made it.</param>
/// <param name="Points">Its operating points.</param>
/// <param name="ExactTop1">Top-1 of its own exact network, 0..1.</param>
/// <param name="PowerIsEstimated">Whether its savings rest on counted gates instead of synthesis.</param>
/// <param name="Cost">What its multipliers were chosen by; null for power.</param>
internal sealed record ComparisonRun(
    string Title,
    string Command,
    IReadOnlyList<ComparisonPoint> Points,
    double ExactTop1,
    bool PowerIsEstimated = false,
    string? Cost = null
)
{
    /// <summary>Whether its savings and those of some results are of one quantity.</summary>
    public bool SavesTheSame(RunResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return PowerIsEstimated == results.PowerIsEstimated && Cost == results.Cost;
    }
}

/// <summary>One operating point of another run.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="Saving">1 − relative power, as a fraction of 1.</param>
/// <param name="Top1">Top-1 on the test split, 0..1.</param>
/// <param name="Loss">Top-1 of that run's exact network minus <paramref name="Top1"/>, as a fraction of 1.</param>
internal sealed record ComparisonPoint(string Name, double Saving, double Top1, double Loss);
