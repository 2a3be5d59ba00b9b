using QosNets.Training.Progress;

namespace QosNets.CriterionStudy;

/// <summary>Names the stages on the error stream and nothing more.</summary>
internal sealed class QuietProgress : IRunProgress
{
    public void Started(string stage, int index, int count) { }

    public void At(double fraction, string detail) { }

    public void Note(string text) => Console.Error.WriteLine(text);

    public void Finished(string stage, TimeSpan time, bool reused) =>
        Console.Error.WriteLine($"{stage}: {(reused ? "found" : "done")}");
}
