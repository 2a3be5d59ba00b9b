namespace QosNets.Server.Protocol;

/// <summary>Names of the tensors that a model takes and gives.</summary>
internal static class Tensors
{
    /// <summary>Pixels 0..255, [images, channels, rows, columns].</summary>
    public const string Input = "input";

    /// <summary>[images, classes].</summary>
    public const string Logits = "logits";

    /// <summary>Index of the largest logit, the first of equal ones, [images].</summary>
    public const string Class = "class";
}
