using System.Text;
using QosNets.Networks;
using Xunit;

namespace QosNets.Tests.Networks;

public class NetworkJsonTests
{
    [Theory]
    [InlineData("lenet5")]
    [InlineData("resnet14")]
    [InlineData("mobilenetv2")]
    public void A_network_survives_the_round_trip_to_the_byte(string name)
    {
        var network = BuiltInNetworksTests.Create(name, 3, 32, 10);
        var json = NetworkJson.Write(network);
        var back = NetworkJson.Read(json);
        Assert.Equal(json, NetworkJson.Write(back));
        Assert.Equal(network.Nodes.Where(n => n is not NormalizeNode), back.Nodes.Where(n => n is not NormalizeNode));
        Assert.Equal(((NormalizeNode)network.Nodes[1]).Mean, ((NormalizeNode)back.Nodes[1]).Mean);
    }

    [Theory]
    [InlineData(
        """{"input":"input","inChannels":2,"outChannels":3,"kernel":3,"stride":1,"padding":1,"groups":1,"bias":false,"name":"c"}"""
    )]
    [InlineData(
        """{"input":"input","inChannels":2,"outChannels":3,"kernel":3,"stride":1,"padding":1,"groups":1,"bias":false,"kernelWidth":2,"strideWidth":2,"dilation":2,"dilationWidth":1,"padLeft":0,"padBottom":2,"padRight":3,"name":"c"}"""
    )]
    [InlineData("""{"input":"input","kernel":2,"stride":2,"name":"c"}""")]
    [InlineData("""{"input":"input","kernel":3,"stride":2,"padding":1,"name":"c"}""")]
    public void A_node_is_written_as_it_was_read_whether_or_not_it_has_the_sizes_that_may_be_left_out(string node)
    {
        var type = node.Contains("groups", StringComparison.Ordinal) ? "conv2d" : "maxpool";
        var json =
            """{"name":"x","nodes":[{"node":"input","shape":{"channels":2,"height":7,"width":9},"name":"input"},"""
            + node.Replace("{", $"{{\"node\":\"{type}\",", StringComparison.Ordinal)
            + "]}";
        Assert.Equal(json, Encoding.UTF8.GetString(NetworkJson.Write(NetworkJson.Read(Encoding.UTF8.GetBytes(json)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"name":"x","nodes":[null]}""")]
    [InlineData("""{"name":"x","nodes":[]}""")]
    [InlineData("""{"name":"x","nodes":[{"node":"transformer","name":"a"}]}""")]
    [InlineData("""{"name":"x","nodes":[{"name":"a"}]}""")]
    [InlineData("""{"name":"x","nodes":[{"node":"input","name":"a"}]}""")]
    [InlineData("""{"name":"x","nodes":[{"node":"input","name":null,"shape":{"channels":1,"height":1,"width":1}}]}""")]
    [InlineData(
        """{"name":"x","nodes":[{"node":"input","name":"a","colour":"red","shape":{"channels":1,"height":1,"width":1}}]}"""
    )]
    [InlineData(
        """{"name":"x","nodes":[{"node":"input","name":"a","shape":{"channels":1,"height":4,"width":4}},{"node":"activation","name":"r","input":"a","kind":2}]}"""
    )]
    [InlineData(
        """{"name":"x","nodes":[{"node":"input","name":"a","shape":{"channels":1,"height":4,"width":4}},{"node":"normalize","name":"n","input":"a","mean":[0],"std":[0]}]}"""
    )]
    [InlineData(
        """{"name":"x","nodes":[{"node":"input","name":"a","shape":{"channels":1,"height":4,"width":4}},{"node":"conv2d","name":"c","input":"a","inChannels":1,"outChannels":1,"kernel":3,"stride":0,"padding":0,"groups":1,"bias":false}]}"""
    )]
    public void Anything_that_is_not_a_sound_network_is_refused(string json) =>
        Assert.Throws<NetworkException>(() => NetworkJson.Read(Encoding.UTF8.GetBytes(json)));
}
