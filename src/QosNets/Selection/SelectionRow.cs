namespace QosNets.Selection;

/// <summary>One layer at one operating point.</summary>
/// <param name="Layer">Layer index.</param>
/// <param name="Point">Operating point index.</param>
/// <param name="Cost">Multiplications of the layer, c_l.</param>
/// <param name="Strain">Preference vector v[m] = σ_e(l, m)/(s·τ_l) over all multipliers; at most 1 is good enough.</param>
public sealed record SelectionRow(int Layer, int Point, double Cost, double[] Strain);
