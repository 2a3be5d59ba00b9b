namespace QosNets.Hardware;

/// <summary>The text of the test bench.</summary>
internal static class TestBenchVerilog
{
    /// <summary>The module; its numbers go where a comment says so.</summary>
    public const string Text = """
        // Runs a layer as the engine did, an image at every point, and compares all accumulators. Each switch of the point is written
        // while the image before it is on its way; that image keeps its own.
        `timescale 1ns / 1ps
        module qos_bench;
            // NUMBERS
            reg clock = 1'b0;
            reg reset = 1'b1;
            always #5 clock = !clock;

            reg [POINT_BITS-1:0]       points [0:IMAGES-1];
            reg [8*COLUMNS-1:0]        weights [0:WEIGHT_WORDS-1];
            reg [8*ROWS-1:0]           activations [0:IMAGES*ACTIVATION_WORDS-1];
            reg [SUM_BITS*COLUMNS-1:0] constants [0:COLUMN_BLOCKS-1];
            reg [SHIFT_BITS-1:0]       shifts [0:256*BANKS-1];
            reg [SUM_BITS*COLUMNS-1:0] expected [0:IMAGES*COLUMN_BLOCKS*POSITIONS-1];
            reg [SUM_BITS:0]           thresholds [0:POINTS*(256<<CHANNEL_BITS)-1];
            reg [7:0]                  bytes [0:IMAGES*CHANNELS*POSITIONS-1];

            reg                        point_write = 1'b0;
            reg [POINT_BITS-1:0]       point_value = 0;
            reg                        shift_write = 1'b0;
            reg [BANK_BITS+7:0]        shift_address = 0;
            reg [SHIFT_BITS-1:0]       shift_data = 0;
            reg                        start = 1'b0;
            reg [ADDRESS_BITS-1:0]     activation_base = 0;
            wire                       busy;
            wire [ADDRESS_BITS-1:0]    weight_address, activation_address;
            wire [BLOCK_BITS-1:0]      constant_address, result_block;
            reg [8*COLUMNS-1:0]        weight_word;
            reg [8*ROWS-1:0]           activation_word;
            reg [SUM_BITS*COLUMNS-1:0] constant_word;
            wire                       result_valid;
            wire [POSITION_BITS-1:0]   result_position;
            wire [SUM_BITS*COLUMNS-1:0] result;
            wire [31:0] layer = LAYER;
            wire [31:0] last_position = POSITIONS - 1;
            wire [31:0] last_row_block = ROW_BLOCKS - 1;
            wire [31:0] last_column_block = COLUMN_BLOCKS - 1;
            wire [ROWS:0] used_rows = ({{ROWS{1'b0}}, 1'b1} << LAST_ROWS) - 1'b1;
            qos_accelerator #(
                .ROWS(ROWS), .COLUMNS(COLUMNS), .SUM_BITS(SUM_BITS), .SHIFT_BITS(SHIFT_BITS), .BANK_BITS(BANK_BITS),
                .SELECT_BITS(SELECT_BITS), .SIGNED(SIGNED), .POINT_BITS(POINT_BITS), .LAYER_BITS(LAYER_BITS),
                .POSITION_BITS(POSITION_BITS), .BLOCK_BITS(BLOCK_BITS), .ADDRESS_BITS(ADDRESS_BITS)
            ) accelerator (
                .clock(clock),
                .reset(reset),
                .point_write(point_write),
                .point_value(point_value),
                .shift_write(shift_write),
                .shift_address(shift_address),
                .shift_data(shift_data),
                .layer(layer[LAYER_BITS-1:0]),
                .last_position(last_position[POSITION_BITS-1:0]),
                .last_row_block(last_row_block[BLOCK_BITS-1:0]),
                .last_column_block(last_column_block[BLOCK_BITS-1:0]),
                .last_rows(used_rows[ROWS-1:0]),
                .weight_base({ADDRESS_BITS{1'b0}}),
                .activation_base(activation_base),
                .start(start),
                .busy(busy),
                .weight_address(weight_address),
                .weight_word(weight_word),
                .activation_address(activation_address),
                .activation_word(activation_word),
                .constant_address(constant_address),
                .constant_word(constant_word),
                .result_valid(result_valid),
                .result_block(result_block),
                .result_position(result_position),
                .result(result)
            );
            always @(posedge clock) begin
                weight_word <= weights[weight_address];
                activation_word <= activations[activation_address];
                constant_word <= constants[constant_address];
            end

            reg                      byte_start = 1'b0;
            reg [CHANNEL_BITS-1:0]   byte_channel = 0;
            reg [SUM_BITS-1:0]       byte_sum = 0;
            wire [CHANNEL_BITS+7:0]  threshold_address;
            reg [SUM_BITS:0]         threshold;
            wire                     byte_valid;
            wire [7:0]               byte_value;
            integer                  byte_point = 0;
            qos_requantiser #(.SUM_BITS(SUM_BITS), .CHANNEL_BITS(CHANNEL_BITS)) requantiser (
                .clock(clock),
                .reset(reset),
                .start(byte_start),
                .channel(byte_channel),
                .accumulator(byte_sum),
                .threshold_address(threshold_address),
                .threshold(threshold),
                .valid(byte_valid),
                .value(byte_value)
            );
            wire [31:0] threshold_at = byte_point * (256 << CHANNEL_BITS) + {{(32-CHANNEL_BITS-8){1'b0}}, threshold_address};
            always @(posedge clock) threshold <= thresholds[threshold_at];

            integer image, i, c, at, accumulators, compared, faults, switched;
            reg [SUM_BITS*COLUMNS-1:0] results [0:COLUMN_BLOCKS*POSITIONS-1];

            task tick;
                begin
                    @(posedge clock);
                    #1;
                end
            endtask

            always @(posedge clock)
                if (result_valid) results[result_block * POSITIONS + {{(32-POSITION_BITS){1'b0}}, result_position}] <= result;

            initial begin
                $readmemh("points.hex", points);
                $readmemh("weights.hex", weights);
                $readmemh("activations.hex", activations);
                $readmemh("constants.hex", constants);
                $readmemh("shifts.hex", shifts);
                $readmemh("accumulators.hex", expected);
                if (COMPARE_BYTES != 0) begin
                    $readmemh("thresholds.hex", thresholds);
                    $readmemh("bytes.hex", bytes);
                end
                accumulators = 0;
                compared = 0;
                faults = 0;
                switched = 0;
                repeat (3) tick;
                reset = 1'b0;
                for (i = 0; i < 256 * BANKS; i = i + 1) begin
                    shift_write = 1'b1;
                    shift_address = i[BANK_BITS+7:0];
                    shift_data = shifts[i];
                    tick;
                end
                shift_write = 1'b0;
                point_write = 1'b1;
                point_value = points[0];
                tick;
                point_write = 1'b0;
                for (image = 0; image < IMAGES; image = image + 1) begin
                    at = image * ACTIVATION_WORDS;
                    activation_base = at[ADDRESS_BITS-1:0];
                    start = 1'b1;
                    tick;
                    start = 1'b0;
                    // The switch to the next point, in mid-stream.
                    repeat (ROWS + POSITIONS / 2 + 1) tick;
                    if (image + 1 < IMAGES) begin
                        if (busy) switched = switched + 1;
                        point_write = 1'b1;
                        point_value = points[image + 1];
                        tick;
                        point_write = 1'b0;
                    end
                    while (busy) tick;
                    repeat (2) tick;
                    for (i = 0; i < COLUMN_BLOCKS * POSITIONS; i = i + 1)
                        for (c = 0; c < COLUMNS; c = c + 1)
                            if ((i / POSITIONS) * COLUMNS + c < CHANNELS) begin
                                accumulators = accumulators + 1;
                                if (
                                    results[i][SUM_BITS*c +: SUM_BITS]
                                    !== expected[image * COLUMN_BLOCKS * POSITIONS + i][SUM_BITS*c +: SUM_BITS]
                                ) begin
                                    faults = faults + 1;
                                    if (faults < 5)
                                        $display(
                                            "image %0d channel %0d position %0d: accumulator %h where the engine has %h",
                                            image, (i / POSITIONS) * COLUMNS + c, i % POSITIONS,
                                            results[i][SUM_BITS*c +: SUM_BITS],
                                            expected[image * COLUMN_BLOCKS * POSITIONS + i][SUM_BITS*c +: SUM_BITS]
                                        );
                                end
                                if (COMPARE_BYTES != 0) begin
                                    byte_point = {{(32-POINT_BITS){1'b0}}, points[image]};
                                    at = (i / POSITIONS) * COLUMNS + c;
                                    byte_channel = at[CHANNEL_BITS-1:0];
                                    byte_sum = results[i][SUM_BITS*c +: SUM_BITS];
                                    byte_start = 1'b1;
                                    tick;
                                    byte_start = 1'b0;
                                    while (!byte_valid) tick;
                                    compared = compared + 1;
                                    if (byte_value !== bytes[(image * CHANNELS + at) * POSITIONS + i % POSITIONS]) begin
                                        faults = faults + 1;
                                        if (faults < 5)
                                            $display(
                                                "image %0d channel %0d position %0d: byte %0d where the engine has %0d",
                                                image, at, i % POSITIONS, byte_value,
                                                bytes[(image * CHANNELS + at) * POSITIONS + i % POSITIONS]
                                            );
                                    end
                                end
                            end
                end
                if (faults == 0 && switched == IMAGES - 1)
                    $display(
                        "equal: %0d accumulators and %0d bytes of %0d images at %0d points, %0d switches in mid-stream",
                        accumulators, compared, IMAGES, POINTS, switched
                    );
                else
                    $display(
                        "DIFFERENT: %0d of %0d accumulators and %0d bytes, %0d switches", faults, accumulators, compared, switched
                    );
                $finish;
            end
        endmodule

        """;
}
