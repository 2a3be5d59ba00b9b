namespace QosNets.Sweeps.Local;

/// <summary>Where a run stands.</summary>
internal enum RunPhase
{
    /// <summary>It has not begun, or was stopped.</summary>
    Waiting,

    /// <summary>It works.</summary>
    Running,

    /// <summary>It left its results.</summary>
    Done,

    /// <summary>It ended with an error; another start of the sweep tries again.</summary>
    Failed,
}

/// <summary>A run's state, for people.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Stages">How many stages it has.</param>
/// <param name="FinishedStages">How many of them are finished.</param>
/// <param name="Detail">What it says, or what went wrong.</param>
internal sealed record RunState(string Name, RunPhase Phase, int Stages, int FinishedStages, string Detail);

/// <summary>Hears how a sweep goes on.</summary>
internal interface ISweepProgress
{
    /// <summary>States of all runs in their order; called a few times a second from one thread.</summary>
    void At(IReadOnlyList<RunState> states);
}
