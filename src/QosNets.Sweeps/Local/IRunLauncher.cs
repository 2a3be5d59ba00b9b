using QosNets.Sweeps.Plans;

namespace QosNets.Sweeps.Local;

/// <summary>Starts runs.</summary>
internal interface IRunLauncher
{
    /// <summary>Starts a run, or goes on with it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where it is kept.</param>
    IStartedRun Start(PlannedRun run, SweepFolder folder);
}

/// <summary>A run that was started.</summary>
internal interface IStartedRun : IDisposable
{
    /// <summary>Ends with the exit code, 0 for success.</summary>
    Task<int> End { get; }

    /// <summary>Most memory that it has used so far, in bytes.</summary>
    long PeakBytes { get; }

    /// <summary>The last line that it said.</summary>
    string LastLine { get; }

    /// <summary>The message of its error, or empty.</summary>
    string LastError { get; }

    /// <summary>Asks it to stop where it can go on later.</summary>
    void Stop();

    /// <summary>Ends it at once; what it has saved stays intact.</summary>
    void Kill();
}
