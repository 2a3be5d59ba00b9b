namespace QosNets.Simulation;

/// <summary>Least values over windows that move forward, in one pass (Lemire, 2006).</summary>
internal static class Extremes
{
    /// <summary>The least value of each window; infinite for an empty one.</summary>
    /// <param name="values">The values.</param>
    /// <param name="windows">First index and one past the last of each window; neither falls from one to the next.</param>
    public static double[] Least(double[] values, (int First, int End)[] windows)
    {
        var least = new double[windows.Length];
        // Indices whose value no later one in the window undercuts, by rising index and value.
        var (candidates, head, tail, next) = (new int[values.Length], 0, 0, 0);
        for (var w = 0; w < windows.Length; w++)
        {
            for (; next < windows[w].End; next++)
            {
                while (tail > head && values[candidates[tail - 1]] >= values[next])
                    tail--;
                candidates[tail++] = next;
            }
            while (head < tail && candidates[head] < windows[w].First)
                head++;
            least[w] = head < tail ? values[candidates[head]] : double.PositiveInfinity;
        }
        return least;
    }
}
