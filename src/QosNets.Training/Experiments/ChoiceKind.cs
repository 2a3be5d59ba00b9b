using Tomlyn.Syntax;

namespace QosNets.Training.Experiments;

/// <summary>
/// One of the words of an enumeration. A word that is none travels as text, so that the check can name the nearest.
/// </summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class ChoiceKind<T> : ValueKind
    where T : struct, Enum
{
    public override string Noun => "one of";

    public override string Allowed => string.Join(", ", ExperimentWords.All<T>());

    public override string Describe() => $"{Noun} {Allowed}";

    public override object? Read(ValueSyntax syntax) =>
        (syntax as StringValueSyntax)?.Value is { } word ? ExperimentWords.Value<T>(word) ?? (object)word : null;

    public override string Write(object value) => $"\"{ExperimentWords.Of((T)value)}\"";

    public override string? Check(object value) =>
        value is string word ? $"is not known; the nearest is \"{NearestName.Of(word, ExperimentWords.All<T>())}\"" : null;
}
