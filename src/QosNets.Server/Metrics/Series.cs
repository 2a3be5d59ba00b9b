namespace QosNets.Server.Metrics;

/// <summary>The values of one instrument with one set of labels.</summary>
/// <param name="labels">Labels as the text format writes them, without braces.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, or null when it is none.</param>
internal sealed class Series(string labels, IReadOnlyList<double>? bounds)
{
    private readonly long[] buckets = new long[(bounds?.Count ?? 0) + 1];

    /// <summary>Labels as the text format writes them, without braces.</summary>
    public string Labels => labels;

    /// <summary>The tags that the labels were made of, in their order.</summary>
    public required KeyValuePair<string, object?>[] Tags { get; init; }

    /// <summary>Sum of a counter or histogram, last value of a gauge.</summary>
    public double Value { get; private set; }

    /// <summary>Measurements in each bucket of a histogram, those above all bounds last.</summary>
    public IReadOnlyList<long> Buckets => buckets;

    public void Set(double value) => Value = value;

    public void Add(double value) => Value += value;

    public void Record(double value)
    {
        Value += value;
        var bucket = 0;
        while (bucket < bounds!.Count && value > bounds[bucket])
            bucket++;
        buckets[bucket]++;
    }
}
