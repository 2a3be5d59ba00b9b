namespace QosNets.Training.Progress;

/// <summary>Hears nothing.</summary>
internal sealed class NoProgress : IRunProgress
{
    public void Started(string stage, int index, int count) { }

    public void At(double fraction, string detail) { }

    public void Note(string line) { }

    public void Finished(string stage, TimeSpan elapsed, bool reused) { }
}
