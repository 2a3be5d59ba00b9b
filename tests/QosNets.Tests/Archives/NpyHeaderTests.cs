using QosNets.Archives;
using Xunit;

namespace QosNets.Tests.Archives;

public sealed class NpyHeaderTests
{
    [Theory]
    [InlineData("{'descr':'<u2','fortran_order':False,'shape':(256,256)}      \n")]
    [InlineData("{\"descr\": \"<u2\", \"fortran_order\": False, \"shape\": (256, 256)}")]
    [InlineData("{'shape': (256L, 256L), 'fortran_order': False, 'descr': '<u2', }")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (np.int64(256), np.int64(256)), }")]
    [InlineData(" { 'descr' : '<u2' , 'fortran_order' : False , 'shape' : ( 256 , 256 , ) , } ")]
    public void A_header_is_read_as_NumPy_reads_it(string text)
    {
        var header = new NpyHeader(text).Read();
        Assert.Equal(("<u2", false), (header!.Value.Descriptor, header.Value.FortranOrder));
        Assert.Equal([256, 256], header.Value.Shape);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{'descr': '<u2', 'fortran_order': False}")]
    [InlineData("{'descr': '<u2', 'fortran_order': Maybe, 'shape': (2, 3)}")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (6)}")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (-6,)}")]
    [InlineData("{'descr': '<u2', 'descr': '<i2', 'fortran_order': False, 'shape': (6,)}")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (6,), 'more': 1}")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (6,)} and more")]
    [InlineData("{'descr': '<u2, 'fortran_order': False, 'shape': (6,)}")]
    public void Anything_else_is_no_header(string text) => Assert.Null(new NpyHeader(text).Read());
}
