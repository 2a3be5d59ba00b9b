namespace QosNets.Selection;

/// <summary>A way to choose multipliers and to assign them to the layers of operating points.</summary>
internal interface ISelector
{
    /// <summary>The word by which experiments call it.</summary>
    string Name { get; }

    /// <summary>What it is, in a few words that can stand in brackets.</summary>
    string Summary { get; }

    /// <summary>Whether it chooses by the points' target savings and has no use for scale factors.</summary>
    bool NeedsTargetSavings { get; }

    /// <summary>A sentence that a reader of its results must know, or null.</summary>
    string? Remark { get; }

    /// <summary>Chooses.</summary>
    /// <exception cref="UserException">Nothing meets the constraints or the target savings.</exception>
    SelectedChoice Select(SelectionTask task);
}

/// <summary>A choice and the problem whose rows it assigns.</summary>
internal sealed record SelectedChoice(SelectionProblem Problem, MultiplierChoice Choice);
