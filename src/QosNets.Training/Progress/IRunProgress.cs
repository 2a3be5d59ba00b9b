namespace QosNets.Training.Progress;

/// <summary>Hears how a run goes on. Calls come from one thread, but for notes.</summary>
public interface IRunProgress
{
    /// <summary>A stage begins (or goes on, when it was stopped before).</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="count">Number of stages.</param>
    void Started(string stage, int index, int count);

    /// <summary>How far the stage is.</summary>
    /// <param name="fraction">0 to 1, of the stage.</param>
    /// <param name="detail">What is happening, for example <c>epoch 2/4, loss 0.41</c>.</param>
    void At(double fraction, string detail);

    /// <summary>A line worth keeping, for example an epoch's result; may come from any thread.</summary>
    void Note(string line);

    /// <summary>The stage is done.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="elapsed">Time that it took when it ran, over all sessions.</param>
    /// <param name="reused">Whether it was found finished and not run.</param>
    void Finished(string stage, TimeSpan elapsed, bool reused);
}
