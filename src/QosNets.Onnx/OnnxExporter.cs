using QosNets.Bundles;
using QosNets.Onnx.Base;
using QosNets.Onnx.Export;

namespace QosNets.Onnx;

/// <summary>
/// Writes operating points as ONNX files.
/// <code>
/// File.WriteAllBytes("save80.onnx", OnnxExporter.Write(bundle, "save80", ExportForm.Lut));
/// </code>
/// </summary>
public static class OnnxExporter
{
    /// <summary>The bytes of an ONNX file of one point.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="point">Name of the point.</param>
    /// <param name="form">
    /// How it is written. <see cref="ExportForm.Lut"/> reads uint8 pixels [batch, channels, rows, columns] and computes the
    /// point's own products; the others read pixels / 255 and have exact products.
    /// </param>
    /// <param name="accumulators">
    /// Whether the accumulators of layers are outputs too, LAYER.accumulator; only the form of tables has them.
    /// </param>
    /// <exception cref="BundleException">There is no such point.</exception>
    public static byte[] Write(Bundle bundle, string point, ExportForm form, bool accumulators = false)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var chosen = bundle.Points[bundle.IndexOf(point)];
        PointExport export = form switch
        {
            ExportForm.Lut => new LutExport(bundle, chosen),
            ExportForm.Qonnx => new FloatExport(bundle, chosen, new QonnxGrids()),
            _ => new FloatExport(bundle, chosen, new QdqGrids()),
        };
        export.Run();
        if (accumulators && export is LutExport lut)
        {
            foreach (var (layer, name) in lut.Accumulators)
            {
                var shape = bundle.Network.ShapeOf(layer);
                export.Graph.Output(name, ElementType.Int32, 0, shape.Channels, shape.Height, shape.Width);
            }
        }
        Dictionary<string, string> notes = new()
        {
            ["network"] = bundle.Network.Name,
            ["point"] = point,
            ["form"] = form.ToString(),
            ["classes"] = string.Join('\n', bundle.Metadata.Classes),
        };
        return export.Graph.Finish(bundle.Network.Name, notes);
    }
}
