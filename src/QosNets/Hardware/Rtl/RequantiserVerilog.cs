namespace QosNets.Hardware;

/// <summary>The unit that turns accumulators into bytes.</summary>
internal static class RequantiserVerilog
{
    /// <summary>The module.</summary>
    public const string Text = """
        // The byte of an accumulator: how many of its channel's 255 rising thresholds it reaches, found in eight steps. That is the
        // engine's float32 arithmetic to the bit, since all of it keeps order (docs/hardware.md, "Requantisation"). Word 0 of a channel says
        // whether its scale is below 0; the order is turned then, which inverting the accumulator does. Words come one clock after addresses.
        module qos_requantiser #(
            parameter SUM_BITS = 24,
            parameter CHANNEL_BITS = 6
        ) (
            input  wire                    clock,
            input  wire                    reset,
            input  wire                    start,
            input  wire [CHANNEL_BITS-1:0] channel,
            input  wire [SUM_BITS-1:0]     accumulator,
            output wire [CHANNEL_BITS+7:0] threshold_address,
            input  wire [SUM_BITS:0]       threshold,
            output reg                     valid,
            output reg  [7:0]              value
        );
            reg [CHANNEL_BITS-1:0] own;
            reg [SUM_BITS-1:0] sum;
            reg [7:0] low, step;
            reg working, sign_known;
            wire reached = $signed({sum[SUM_BITS-1], sum}) >= $signed(threshold);
            wire [7:0] next = reached && sign_known ? low | step : low;
            wire [7:0] next_step = sign_known ? {1'b0, step[7:1]} : 8'd128;
            assign threshold_address = working ? {own, next | next_step} : {channel, 8'd0};
            always @(posedge clock) begin
                valid <= 1'b0;
                if (working) begin
                    low <= next;
                    step <= next_step;
                    sign_known <= 1'b1;
                    if (!sign_known && threshold[0]) sum <= ~sum;
                    if (sign_known && step == 8'd1) begin
                        working <= 1'b0;
                        valid <= 1'b1;
                        value <= next;
                    end
                end else if (start) begin
                    own <= channel;
                    sum <= accumulator;
                    low <= 8'd0;
                    step <= 8'd0;
                    sign_known <= 1'b0;
                    working <= 1'b1;
                end
                if (reset) begin
                    working <= 1'b0;
                    valid <= 1'b0;
                end
            end
        endmodule

        """;
}
