using System.Globalization;
using System.Text;

namespace QosNets.Hardware;

/// <summary>The parts that every design has: the unit of n multipliers, the processing element, the correction, delays.</summary>
internal static class UnitVerilog
{
    /// <summary>
    /// n multipliers of which one works: the others' operands are held at 0, so that nothing in them switches.
    /// </summary>
    /// <param name="modules">The multipliers' modules, in the order of their numbers.</param>
    public static string Products(IReadOnlyList<string> modules)
    {
        var bits = VerilogText.BitsFor(modules.Count);
        var text = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"// {modules.Count} multipliers, of which \"select\" names the one that works.\n"
            )
        );
        text.Append(
            ProductsHead.Replace("SELECT_HIGH", (bits - 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        for (var i = 0; i < modules.Count; i++)
            text.Append(
                ProductsUnit
                    .Replace("MODULE", modules[i], StringComparison.Ordinal)
                    .Replace("SELECT", string.Create(CultureInfo.InvariantCulture, $"{bits}'d{i}"), StringComparison.Ordinal)
                    .Replace("NUMBER", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            );
        var terms = Enumerable.Range(0, modules.Count).Select(i => $"(product{i} & {{16{{on{i}}}}})");
        text.Append(CultureInfo.InvariantCulture, $"    assign product = {string.Join(" | ", terms)};\nendmodule\n");
        return text.ToString();
    }

    private const string ProductsHead = """
        // The operands of the others are held at 0, so that nothing in them switches; ISOLATE = 0 leaves that out, to see what it
        // costs.
        module qos_products #(
            parameter ISOLATE = 1
        ) (
            input  wire [SELECT_HIGH:0] select,
            input  wire  [7:0] row,
            input  wire  [7:0] column,
            output wire [15:0] product
        );

        """;

    private const string ProductsUnit = """
            wire        onNUMBER = select == SELECT;
            wire  [7:0] rowNUMBER = row & {8{onNUMBER | (ISOLATE == 0)}};
            wire  [7:0] columnNUMBER = column & {8{onNUMBER | (ISOLATE == 0)}};
            wire [15:0] productNUMBER;
            MODULE unitNUMBER (.row(rowNUMBER), .column(columnNUMBER), .product(productNUMBER));

        """;

    /// <summary>The processing element of the weight-stationary array.</summary>
    public const string ProcessingElement = """
        // A place of the array: its weight stays while activations pass to the right and sums pass down. A place whose row holds
        // no part of the fan-in adds nothing, since an approximate product of zeros need not be zero.
        module qos_pe #(
            parameter SUM_BITS = 24,
            parameter SELECT_BITS = 1,
            parameter SIGNED = 0
        ) (
            input  wire                   clock,
            input  wire                   load,
            input  wire                   used,
            input  wire [SELECT_BITS-1:0] select,
            input  wire             [7:0] weight_in,
            output reg              [7:0] weight,
            input  wire             [7:0] row_in,
            output reg              [7:0] row,
            input  wire    [SUM_BITS-1:0] sum_in,
            output reg     [SUM_BITS-1:0] sum
        );
            wire [15:0] product;
            qos_products products (.select(select), .row(row_in), .column(weight), .product(product));
            wire sign = (SIGNED != 0) & product[15];
            wire [SUM_BITS-1:0] wide = {{(SUM_BITS-16){sign}}, product};
            always @(posedge clock) begin
                if (load) weight <= weight_in;
                row <= row_in;
                sum <= sum_in + (wide & {SUM_BITS{used}});
            end
        endmodule

        """;

    /// <summary>What an activation takes off its products, looked up and summed down the column beside the array.</summary>
    public const string Shift = """
        // One row of the column of corrections: a table gives what an activation takes off each of its products, zero point and
        // activation-side correction in one, and the sums pass down. One subtraction for each column of the array then does.
        module qos_shift #(
            parameter SUM_BITS = 24,
            parameter SHIFT_BITS = 17,
            parameter BANK_BITS = 1
        ) (
            input  wire                  clock,
            input  wire                  write,
            input  wire [BANK_BITS+7:0]  write_address,
            input  wire [SHIFT_BITS-1:0] write_data,
            input  wire [BANK_BITS-1:0]  bank,
            input  wire                  used,
            input  wire [7:0]            row_next,
            input  wire [SUM_BITS-1:0]   sum_in,
            output reg  [SUM_BITS-1:0]   sum
        );
            reg [SHIFT_BITS-1:0] words [0:(1<<(BANK_BITS+8))-1];
            reg [SHIFT_BITS-1:0] shift;
            wire [SUM_BITS-1:0] wide = {{(SUM_BITS-SHIFT_BITS){shift[SHIFT_BITS-1]}}, shift};
            always @(posedge clock) begin
                if (write) words[write_address] <= write_data;
                shift <= words[{bank, row_next}];
                sum <= sum_in + (wide & {SUM_BITS{used}});
            end
        endmodule

        """;

    /// <summary>A word some clocks later.</summary>
    public const string Delay = """
        // A word DEPTH clocks later.
        module qos_delay #(
            parameter WIDTH = 8,
            parameter DEPTH = 1
        ) (
            input  wire             clock,
            input  wire [WIDTH-1:0] from,
            output wire [WIDTH-1:0] to
        );
            generate
                if (DEPTH == 0) begin : none
                    wire unused = clock;
                    assign to = from;
                end else if (DEPTH == 1) begin : one
                    reg [WIDTH-1:0] word;
                    always @(posedge clock) word <= from;
                    assign to = word;
                end else begin : several
                    reg [WIDTH*DEPTH-1:0] words;
                    always @(posedge clock) words <= {words[WIDTH*(DEPTH-1)-1:0], from};
                    assign to = words[WIDTH*DEPTH-1 -: WIDTH];
                end
            endgenerate
        endmodule

        """;
}
