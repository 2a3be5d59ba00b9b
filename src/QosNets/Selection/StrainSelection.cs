namespace QosNets.Selection;

/// <summary>The outcome of <see cref="StrainSelector"/>.</summary>
/// <param name="Problem">The problem with every scale at 1, so that strains are in tolerances, and the targets as power
/// caps.</param>
/// <param name="Choice">
/// The set and its assignment. Here strains above 1 are part of the bargain: <see cref="MultiplierChoice.ViolatingRows"/>
/// counts the rows that exceed their tolerance.
/// </param>
/// <param name="SquaredStrain">Σ_rows v², which was minimised.</param>
public sealed record StrainSelection(SelectionProblem Problem, MultiplierChoice Choice, double SquaredStrain);
