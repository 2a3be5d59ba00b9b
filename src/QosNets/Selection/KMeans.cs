namespace QosNets.Selection;

/// <summary>k-means with k-means++ seeding and restarts; the same seed gives the same clusters.</summary>
internal static class KMeans
{
    private const int MaxIterations = 200;

    /// <summary>
    /// Clusters rows of equal length; the best of <paramref name="restarts"/> runs by inertia, the first among equals.
    /// </summary>
    public static (int[] Labels, double[][] Centroids, double Inertia) Cluster(
        double[][] rows,
        int clusters,
        int restarts,
        int seed
    )
    {
        var random = new Random(seed);
        (int[] Labels, double[][] Centroids, double Inertia) best = ([], [], double.PositiveInfinity);
        for (var restart = 0; restart < restarts; restart++)
        {
            var run = Run(rows, Seeds(rows, Math.Min(clusters, rows.Length), random));
            if (run.Inertia < best.Inertia)
                best = run;
        }
        return best;
    }

    /// <summary>
    /// k-means++: each further seed is drawn with a chance that grows with its squared distance to those already there.
    /// </summary>
    private static double[][] Seeds(double[][] rows, int clusters, Random random)
    {
        var seeds = new List<double[]> { (double[])rows[random.Next(rows.Length)].Clone() };
        var distances = Array.ConvertAll(rows, r => Distance(r, seeds[0]));
        while (seeds.Count < clusters)
        {
            var total = distances.Sum();
            if (total <= 0)
                break;
            var target = random.NextDouble() * total;
            var pick = Array.FindLastIndex(distances, d => d > 0);
            for (var r = 0; r < rows.Length; r++)
            {
                target -= distances[r];
                if (target < 0)
                {
                    pick = r;
                    break;
                }
            }
            seeds.Add((double[])rows[pick].Clone());
            for (var r = 0; r < rows.Length; r++)
                distances[r] = Math.Min(distances[r], Distance(rows[r], seeds[^1]));
        }
        return [.. seeds];
    }

    private static (int[] Labels, double[][] Centroids, double Inertia) Run(double[][] rows, double[][] centroids)
    {
        var labels = new int[rows.Length];
        Array.Fill(labels, -1);
        for (var iteration = 0; iteration < MaxIterations && Assign(rows, centroids, labels); iteration++)
            Average(rows, centroids, labels);
        return (labels, centroids, rows.Select((row, r) => Distance(row, centroids[labels[r]])).Sum());
    }

    private static bool Assign(double[][] rows, double[][] centroids, int[] labels)
    {
        var changed = false;
        for (var r = 0; r < rows.Length; r++)
        {
            var nearest = 0;
            for (var c = 1; c < centroids.Length; c++)
            {
                if (Distance(rows[r], centroids[c]) < Distance(rows[r], centroids[nearest]))
                    nearest = c;
            }
            changed |= labels[r] != nearest;
            labels[r] = nearest;
        }
        return changed;
    }

    private static void Average(double[][] rows, double[][] centroids, int[] labels)
    {
        for (var c = 0; c < centroids.Length; c++)
        {
            var members = rows.Where((_, r) => labels[r] == c).ToArray();
            if (members.Length == 0)
                continue;
            for (var d = 0; d < centroids[c].Length; d++)
                centroids[c][d] = members.Average(row => row[d]);
        }
    }

    private static double Distance(double[] x, double[] y)
    {
        var sum = 0.0;
        for (var d = 0; d < x.Length; d++)
            sum += (x[d] - y[d]) * (x[d] - y[d]);
        return sum;
    }
}
