using System.Globalization;

namespace QosNets.CriterionStudy;

/// <summary>One assignment: what criteria say, and what became of it.</summary>
/// <param name="Draw">Number of the draw.</param>
/// <param name="Saving">What it saves.</param>
/// <param name="Loss">Validation loss after retraining.</param>
/// <param name="Top1">Validation top-1 after retraining.</param>
/// <param name="Criteria">Value of each criterion, low is good.</param>
internal sealed record Trial(int Draw, double Saving, double Loss, double Top1, IReadOnlyDictionary<string, double> Criteria)
{
    /// <summary>The trial as a line.</summary>
    public string Line()
    {
        FormattableString head = $"{Draw};{Saving:R};{Loss:R};{Top1:R}";
        return head.ToString(CultureInfo.InvariantCulture)
            + string.Concat(Criteria.Select(c => ";" + c.Key + "=" + c.Value.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>Reads a line.</summary>
    public static Trial Parse(string line)
    {
        var fields = line.Split(';');
        double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
        return new Trial(
            int.Parse(fields[0], CultureInfo.InvariantCulture),
            Number(fields[1]),
            Number(fields[2]),
            Number(fields[3]),
            fields.Skip(4).Select(f => f.Split('=')).ToDictionary(f => f[0], f => Number(f[1]))
        );
    }
}
