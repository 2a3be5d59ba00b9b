namespace QosNets.Kernels;

/// <summary>Guards the 32-bit accumulators, which wrap silently.</summary>
internal static class AccumulatorLimit
{
    /// <summary>Checks that no input can take the sum of a layer out of a signed 32-bit accumulator.</summary>
    /// <param name="layer">Name for the message.</param>
    /// <param name="maxAbsProduct">Largest magnitude in the table.</param>
    /// <param name="fanIn">Products that are summed for one output (K).</param>
    /// <param name="corrections">Largest magnitude of what is added besides (bias, zero point terms).</param>
    /// <exception cref="OverflowException">maxAbsProduct · fanIn + corrections reaches 2^31.</exception>
    public static void Check(string layer, long maxAbsProduct, long fanIn, long corrections)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(maxAbsProduct);
        ArgumentOutOfRangeException.ThrowIfNegative(fanIn);
        ArgumentOutOfRangeException.ThrowIfNegative(corrections);
        var reach = (Int128)maxAbsProduct * fanIn + corrections;
        if (reach > int.MaxValue)
            throw new OverflowException(
                $"layer '{layer}': {fanIn} products of magnitude up to {maxAbsProduct} plus corrections of {corrections} "
                    + $"reach {reach}, "
                    + $"over the 32-bit accumulator's limit of {int.MaxValue}; reduce the fan-in or use a multiplier with "
                    + $"smaller products"
            );
    }
}
