using QosNets.Onnx.Operators;
using Xunit;

namespace QosNets.Onnx.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void The_page_names_every_operator()
    {
        var page = File.ReadAllText(Path.Combine(CommittedModels.Root, "docs", "onnx.md"));
        Assert.All(ImportOperators.Names, name => Assert.Contains(name, page, StringComparison.Ordinal));
    }
}
