using System.Text.Json.Serialization;

namespace QosNets.Training.Pipeline;

/// <summary>A value that a stage reads and that is too large to stand in the stage's key itself.</summary>
/// <typeparam name="T">Type of the value, for example a network.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Fingerprint">Hash of everything in the value that a reader can see; it stands in the key.</param>
internal sealed record Keyed<T>([property: JsonIgnore] T Value, string Fingerprint);
