using QosNets.Training.Progress;

namespace QosNets.Training.Tests.Torch;

/// <summary>Keeps which stages ran and which were found finished, and may act on every report.</summary>
internal sealed class SilentProgress(Action<int>? onReport = null) : IRunProgress
{
    private int reports;

    public List<string> Ran { get; } = [];

    public List<string> Reused { get; } = [];

    public List<string> Notes { get; } = [];

    public void Started(string stage, int index, int count) { }

    public void At(double fraction, string detail) => onReport?.Invoke(reports++);

    public void Note(string line) => Notes.Add(line);

    public void Finished(string stage, TimeSpan elapsed, bool reused) => (reused ? Reused : Ran).Add(stage);
}
