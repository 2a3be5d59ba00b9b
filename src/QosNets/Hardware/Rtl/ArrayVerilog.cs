namespace QosNets.Hardware;

/// <summary>The weight-stationary array.</summary>
internal static class ArrayVerilog
{
    /// <summary>The array of processing elements with its column of corrections.</summary>
    public const string Text = """
        // ROWS places of the fan-in by COLUMNS output channels. A vector of activations, one for each row, may enter at every clock;
        // the accumulators of its position leave ROWS + COLUMNS clocks later. Words hold row or column 0 in their low bits.
        module qos_array #(
            parameter ROWS = 8,
            parameter COLUMNS = 8,
            parameter SUM_BITS = 24,
            parameter SHIFT_BITS = 17,
            parameter BANK_BITS = 1,
            parameter SELECT_BITS = 1,
            parameter SIGNED = 0
        ) (
            input  wire                        clock,
            // Weights move down a row at each clock of "load"; the first word reaches the last row.
            input  wire                        load,
            input  wire [8*COLUMNS-1:0]        weights,
            input  wire [SELECT_BITS-1:0]         select,
            input  wire [BANK_BITS-1:0]        bank,
            input  wire [ROWS-1:0]             used,
            input  wire                        shift_write,
            input  wire [BANK_BITS+7:0]        shift_address,
            input  wire [SHIFT_BITS-1:0]       shift_data,
            input  wire [8*ROWS-1:0]           activations,
            input  wire [SUM_BITS*COLUMNS-1:0] sums_in,
            output wire [SUM_BITS*COLUMNS-1:0] sums_out
        );
            // What lies between places: above row r, left of column c.
            wire [8*COLUMNS*(ROWS+1)-1:0]        weight;
            wire [SUM_BITS*COLUMNS*(ROWS+1)-1:0] sum;
            wire [8*ROWS*(COLUMNS+1)-1:0]        row;
            wire [SUM_BITS*(ROWS+1)-1:0]         shift;
            wire [SUM_BITS-1:0]                  shift_out;
            assign weight[8*COLUMNS-1:0] = weights;
            assign shift[SUM_BITS-1:0] = {SUM_BITS{1'b0}};
            genvar r, c;
            generate
                for (r = 0; r < ROWS; r = r + 1) begin : rows
                    // Row r works r clocks after row 0.
                    wire [7:0] next;
                    qos_delay #(.WIDTH(8), .DEPTH(r)) skew (.clock(clock), .from(activations[8*r +: 8]), .to(next));
                    qos_delay #(.WIDTH(8), .DEPTH(1)) enter (
                        .clock(clock), .from(next), .to(row[8*(COLUMNS+1)*r +: 8])
                    );
                    qos_shift #(.SUM_BITS(SUM_BITS), .SHIFT_BITS(SHIFT_BITS), .BANK_BITS(BANK_BITS)) correction (
                        .clock(clock),
                        .write(shift_write),
                        .write_address(shift_address),
                        .write_data(shift_data),
                        .bank(bank),
                        .used(used[r]),
                        .row_next(next),
                        .sum_in(shift[SUM_BITS*r +: SUM_BITS]),
                        .sum(shift[SUM_BITS*(r+1) +: SUM_BITS])
                    );
                    for (c = 0; c < COLUMNS; c = c + 1) begin : columns
                        qos_pe #(.SUM_BITS(SUM_BITS), .SELECT_BITS(SELECT_BITS), .SIGNED(SIGNED)) place (
                            .clock(clock),
                            .load(load),
                            .used(used[r]),
                            .select(select),
                            .weight_in(weight[8*(COLUMNS*r+c) +: 8]),
                            .weight(weight[8*(COLUMNS*(r+1)+c) +: 8]),
                            .row_in(row[8*((COLUMNS+1)*r+c) +: 8]),
                            .row(row[8*((COLUMNS+1)*r+c+1) +: 8]),
                            .sum_in(sum[SUM_BITS*(COLUMNS*r+c) +: SUM_BITS]),
                            .sum(sum[SUM_BITS*(COLUMNS*(r+1)+c) +: SUM_BITS])
                        );
                    end
                    wire [7:0] unused = row[8*((COLUMNS+1)*r+COLUMNS) +: 8];
                end
                for (c = 0; c < COLUMNS; c = c + 1) begin : ends
                    // Column c works c clocks after column 0, and all leave together.
                    wire [SUM_BITS-1:0] out;
                    qos_delay #(.WIDTH(SUM_BITS), .DEPTH(c + 1)) skew (
                        .clock(clock), .from(sums_in[SUM_BITS*c +: SUM_BITS]), .to(sum[SUM_BITS*c +: SUM_BITS])
                    );
                    qos_delay #(.WIDTH(SUM_BITS), .DEPTH(COLUMNS - 1 - c)) align (
                        .clock(clock), .from(sum[SUM_BITS*(COLUMNS*ROWS+c) +: SUM_BITS]), .to(out)
                    );
                    assign sums_out[SUM_BITS*c +: SUM_BITS] = out - shift_out;
                    wire [7:0] unused = weight[8*(COLUMNS*ROWS+c) +: 8];
                end
            endgenerate
            qos_delay #(.WIDTH(SUM_BITS), .DEPTH(COLUMNS - 1)) align_shift (
                .clock(clock), .from(shift[SUM_BITS*ROWS +: SUM_BITS]), .to(shift_out)
            );
        endmodule

        """;
}
