namespace QosNets.Multipliers;

/// <summary>Formats that a truth table is exported in.</summary>
internal enum ExportFormat
{
    /// <summary>65,536 little-endian 16-bit products, entry 256·a + b: NAME.bin.</summary>
    Raw16,

    /// <summary>A NumPy array [256, 256] of uint16, or int16 when signed: NAME.npy.</summary>
    Npy,

    /// <summary>A row <c>a,b,product</c> of operand values for each pair, after a line of titles: NAME.csv.</summary>
    Csv,

    /// <summary>A C header with the table and a function of two operands: NAME.h.</summary>
    C,

    /// <summary>A C# class with the table and a method of two operands: NAME.cs.</summary>
    CSharp,
}
