namespace QosNets.Onnx.Base;

/// <summary>Why a node cannot be imported, with the nearest way out; the import goes on to find what else cannot be.</summary>
internal sealed class ImportProblem(string message) : Exception(message);
