namespace QosNets.Reporting.Results;

/// <summary>A cascade of two points: all images run at the first, those that it is unsure of at the second too.</summary>
/// <param name="First">Name of the first point.</param>
/// <param name="Second">Name of the second point.</param>
/// <param name="Thresholds">Its thresholds, rising, all chosen on validation images.</param>
internal sealed record CascadeResult(string First, string Second, IReadOnlyList<CascadeThreshold> Thresholds);

/// <summary>One threshold of a cascade. Powers are means over images; switches of the point are not in them.</summary>
/// <param name="MinMargin">Margin between the two largest logits below which the first point is unsure.</param>
/// <param name="ValidationTop1">Top-1 accuracy on the validation split, 0..1.</param>
/// <param name="ExpectedTop1">
/// Accuracy to expect from the validation split: the mean at the threshold and its neighbours, so that luck counts less.
/// </param>
/// <param name="ValidationPower">Mean relative power on the validation split.</param>
/// <param name="MatchesBestPoint">
/// Whether the accuracy to expect is at least that of the most accurate operating point on the validation split.
/// </param>
/// <param name="Unsure">Share of test images that ran again, 0..1.</param>
/// <param name="RelativePower">Mean relative power on the test split.</param>
/// <param name="Top1">Top-1 accuracy on the test split, 0..1.</param>
internal sealed record CascadeThreshold(
    float MinMargin,
    double ValidationTop1,
    double ExpectedTop1,
    double ValidationPower,
    bool MatchesBestPoint,
    double Unsure,
    double RelativePower,
    double Top1
);
