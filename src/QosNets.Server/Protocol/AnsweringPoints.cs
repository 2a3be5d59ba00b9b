using QosNets.Server.Batching;

namespace QosNets.Server.Protocol;

/// <summary>The parameter of an answer that names the operating points that its images ran at.</summary>
internal static class AnsweringPoints
{
    /// <summary>
    /// <c>operating_point</c> where one point gave all logits, otherwise <c>operating_points</c> with the name for each image,
    /// separated by commas: parameters of the protocol are single values.
    /// </summary>
    /// <param name="result">What the request ran as.</param>
    /// <param name="names">Names of the operating points.</param>
    public static (string Parameter, string Value) Of(InferenceResult result, IReadOnlyList<string> names) =>
        result.Points.AsSpan().ContainsAnyExcept(result.Points[0])
            ? ("operating_points", string.Join(",", result.Points.Select(p => names[p])))
            : ("operating_point", names[result.Points[0]]);
}
