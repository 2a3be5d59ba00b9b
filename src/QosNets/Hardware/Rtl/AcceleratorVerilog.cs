namespace QosNets.Hardware;

/// <summary>The array with its point register, its memory of partial sums and the controller that runs a layer.</summary>
internal static class AcceleratorVerilog
{
    /// <summary>The module.</summary>
    public const string Text = """
        // Runs one layer of one image for each "start". For every block of COLUMNS channels and, within it, every block of ROWS places of
        // the fan-in, the weights are loaded and all positions pass. The operating point is one register: an image keeps the one that
        // was there when it started. Words of memories come one clock after their addresses, row or column 0 in their low bits:
        //   weights       in the order in which they are loaded: channel block, fan-in block, then rows from the last to the first
        //   activations   fan-in block, then positions; a word has a byte of every row (receptive fields, with padding in them)
        //   constants     channel blocks: K*zx*zw - zx*(sum of the channel's weights), with which its sum begins
        module qos_accelerator #(
            parameter ROWS = 8,
            parameter COLUMNS = 8,
            parameter SUM_BITS = 24,
            parameter SHIFT_BITS = 17,
            parameter BANK_BITS = 1,
            parameter SELECT_BITS = 1,
            parameter SIGNED = 0,
            parameter POINT_BITS = 1,
            parameter LAYER_BITS = 1,
            parameter POSITION_BITS = 10,
            parameter BLOCK_BITS = 8,
            parameter ADDRESS_BITS = 16
        ) (
            input  wire                        clock,
            input  wire                        reset,
            input  wire                        point_write,
            input  wire [POINT_BITS-1:0]       point_value,
            input  wire                        shift_write,
            input  wire [BANK_BITS+7:0]        shift_address,
            input  wire [SHIFT_BITS-1:0]       shift_data,
            input  wire [LAYER_BITS-1:0]       layer,
            input  wire [POSITION_BITS-1:0]    last_position,
            input  wire [BLOCK_BITS-1:0]       last_row_block,
            input  wire [BLOCK_BITS-1:0]       last_column_block,
            // Rows that the last block of the fan-in has.
            input  wire [ROWS-1:0]             last_rows,
            input  wire [ADDRESS_BITS-1:0]     weight_base,
            input  wire [ADDRESS_BITS-1:0]     activation_base,
            input  wire                        start,
            output wire                        busy,
            output reg  [ADDRESS_BITS-1:0]     weight_address,
            input  wire [8*COLUMNS-1:0]        weight_word,
            output reg  [ADDRESS_BITS-1:0]     activation_address,
            input  wire [8*ROWS-1:0]           activation_word,
            output wire [BLOCK_BITS-1:0]       constant_address,
            input  wire [SUM_BITS*COLUMNS-1:0] constant_word,
            output reg                         result_valid,
            output reg  [BLOCK_BITS-1:0]       result_block,
            output reg  [POSITION_BITS-1:0]    result_position,
            output reg  [SUM_BITS*COLUMNS-1:0] result
        );
            localparam [1:0] IDLE = 2'd0, LOAD = 2'd1, STREAM = 2'd2, DRAIN = 2'd3;
            reg [1:0] state;
            assign busy = state != IDLE;

            reg [POINT_BITS-1:0] point;
            reg [SELECT_BITS-1:0] select;
            reg [BANK_BITS-1:0] bank;
            wire [SELECT_BITS-1:0] point_select;
            wire [BANK_BITS-1:0] point_bank;
            qos_points points (.point(point), .layer(layer), .select(point_select), .bank(point_bank));

            reg [BLOCK_BITS-1:0] row_block, column_block;
            reg [POSITION_BITS-1:0] count, left;
            reg [ADDRESS_BITS-1:0] activation_start;
            reg load, enter;
            reg [ROWS+COLUMNS-1:0] flying;
            wire leaving = flying[ROWS+COLUMNS-1];
            wire first = row_block == {BLOCK_BITS{1'b0}};
            wire last = row_block == last_row_block;
            wire done = leaving && left == last_position;
            assign constant_address = column_block;

            // Partial sums of one block of channels, by position.
            reg [SUM_BITS*COLUMNS-1:0] partial [0:(1<<POSITION_BITS)-1];
            reg [SUM_BITS*COLUMNS-1:0] partial_word;
            wire [SUM_BITS*COLUMNS-1:0] sums;
            qos_array #(
                .ROWS(ROWS), .COLUMNS(COLUMNS), .SUM_BITS(SUM_BITS), .SHIFT_BITS(SHIFT_BITS), .BANK_BITS(BANK_BITS),
                .SELECT_BITS(SELECT_BITS), .SIGNED(SIGNED)
            ) array (
                .clock(clock),
                .load(load),
                .weights(weight_word),
                .select(select),
                .bank(bank),
                .used(last ? last_rows : {ROWS{1'b1}}),
                .shift_write(shift_write),
                .shift_address(shift_address),
                .shift_data(shift_data),
                .activations(activation_word),
                .sums_in(first ? constant_word : partial_word),
                .sums_out(sums)
            );
            always @(posedge clock) begin
                partial_word <= partial[count];
                if (leaving && !last) partial[left] <= sums;
            end

            always @(posedge clock) begin
                load <= state == LOAD;
                enter <= state == STREAM;
                flying <= {flying[ROWS+COLUMNS-2:0], enter};
                result_valid <= leaving && last;
                result_block <= column_block;
                result_position <= left;
                result <= sums;
                if (leaving) left <= left + 1'b1;
                if (point_write) point <= point_value;
                case (state)
                    IDLE:
                        if (start) begin
                            select <= point_select;
                            bank <= point_bank;
                            weight_address <= weight_base;
                            activation_address <= activation_base;
                            activation_start <= activation_base;
                            row_block <= {BLOCK_BITS{1'b0}};
                            column_block <= {BLOCK_BITS{1'b0}};
                            count <= {POSITION_BITS{1'b0}};
                            state <= LOAD;
                        end
                    LOAD: begin
                        weight_address <= weight_address + 1'b1;
                        count <= count + 1'b1;
                        if ({{(32-POSITION_BITS){1'b0}}, count} == ROWS - 1) begin
                            count <= {POSITION_BITS{1'b0}};
                            left <= {POSITION_BITS{1'b0}};
                            state <= STREAM;
                        end
                    end
                    STREAM: begin
                        activation_address <= activation_address + 1'b1;
                        count <= count + 1'b1;
                        if (count == last_position) state <= DRAIN;
                    end
                    default:
                        if (done) begin
                            count <= {POSITION_BITS{1'b0}};
                            row_block <= last ? {BLOCK_BITS{1'b0}} : row_block + 1'b1;
                            if (last) begin
                                column_block <= column_block + 1'b1;
                                activation_address <= activation_start;
                            end
                            state <= last && column_block == last_column_block ? IDLE : LOAD;
                        end
                endcase
                if (reset) begin
                    state <= IDLE;
                    point <= {POINT_BITS{1'b0}};
                    select <= {SELECT_BITS{1'b0}};
                    bank <= {BANK_BITS{1'b0}};
                    load <= 1'b0;
                    enter <= 1'b0;
                    flying <= {(ROWS+COLUMNS){1'b0}};
                    result_valid <= 1'b0;
                    row_block <= {BLOCK_BITS{1'b0}};
                    column_block <= {BLOCK_BITS{1'b0}};
                    count <= {POSITION_BITS{1'b0}};
                    left <= {POSITION_BITS{1'b0}};
                end
            end
        endmodule

        """;
}
