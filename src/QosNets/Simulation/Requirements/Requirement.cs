using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>Whether a replay keeps a requirement.</summary>
/// <param name="Requirement">The requirement.</param>
/// <param name="Holds">Whether it holds at the first frame.</param>
/// <param name="Robustness">
/// By how much, in the units of the signals that it compares: every signal may change by less than that, and the verdict
/// stays. Above 0 where it holds, below 0 where it does not; infinite where no frame can decide it.
/// </param>
internal sealed record RequirementResult(Requirement Requirement, bool Holds, double Robustness);

/// <summary>
/// What a replay must keep, in signal temporal logic (Maler and Nickovic, 2004): comparisons of named signals, joined by
/// not, and, or, always, eventually and until. Robustness is that of Donzé and Maler (2010). docs/runtime.md has the
/// grammar and the meaning of each word.
/// </summary>
internal sealed class Requirement
{
    private readonly Formula formula;

    private Requirement(string text, Formula formula)
    {
        (Text, this.formula) = (text, formula);
    }

    /// <summary>The requirement as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a requirement.</summary>
    /// <param name="text">For example <c>always[0,60] (accuracy_window > 0.85 and mean_power &lt;= budget)</c>.</param>
    /// <exception cref="ControlException">It is not one; the message names the column and what is expected there.</exception>
    public static Requirement Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Requirement(text, new RequirementParser(text).Parse());
    }

    /// <summary>Judges a replay from its first frame.</summary>
    /// <exception cref="ControlException">The replay has no frame, or lacks a signal.</exception>
    public RequirementResult Judge(SimulationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Judge(new Signals(result));
    }

    internal RequirementResult Judge(Signals signals)
    {
        if (signals.Frames == 0)
            throw new ControlException($"\"{Text}\" cannot be judged: the trace has no frame; give one or more");
        var verdicts = formula.Judge(signals);
        return new RequirementResult(this, verdicts.Holds[0], verdicts.Robustness[0]);
    }
}
