namespace QosNets.Onnx.Export;

/// <summary>Forms in which a point is written.</summary>
public enum ExportForm
{
    /// <summary>Float operators between QuantizeLinear and DequantizeLinear, with exact products.</summary>
    Qdq,

    /// <summary>Float operators between Quant nodes of QONNX, with exact products.</summary>
    Qonnx,

    /// <summary>Integer operators that compute the point's own products, to the bit of the engine.</summary>
    Lut,
}
