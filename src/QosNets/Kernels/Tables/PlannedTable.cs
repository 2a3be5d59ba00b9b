namespace QosNets.Kernels;

/// <summary>A table as one path computes it: the parts of its cheapest plan there, and the terms beside them.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Terms">The terms; unused by the general plan.</param>
internal sealed record PlannedTable(TableParts Parts, TableTerms Terms);
