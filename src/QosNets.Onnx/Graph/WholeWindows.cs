using QosNets.Networks;

namespace QosNets.Onnx.Graph;

/// <summary>
/// Pools whose only window covers all rows and columns at the file's own size of images. They stand for global pools, so at
/// another size they cover everything again.
/// </summary>
/// <param name="own">The pools at the file's own size; null while they are gathered.</param>
internal sealed class WholeWindows(WholeWindows? own = null)
{
    private readonly HashSet<string> outputs = [];

    /// <summary>Whether a pool is to cover everything though its window does not.</summary>
    /// <param name="output">The value that it computes.</param>
    /// <param name="kernel">Rows and columns of its window.</param>
    /// <param name="isPadded">Whether its input is padded.</param>
    /// <param name="input">Shape of its input.</param>
    public bool Stretch(string output, int[] kernel, bool isPadded, Shape input)
    {
        var covers = !isPadded && kernel[0] == input.Height && kernel[1] == input.Width;
        if (covers)
            outputs.Add(output);
        return !covers && own?.outputs.Contains(output) == true;
    }
}
