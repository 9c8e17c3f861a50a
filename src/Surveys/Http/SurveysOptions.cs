using System.ComponentModel.DataAnnotations;

namespace Surveys.Http;

/// <summary>The public addresses of the platform, section <c>Surveys</c>.</summary>
public sealed class SurveysOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Surveys";

    /// <summary>
    /// The address in links and in the carrier's signatures, such as <c>https://surveys.gov.example</c>. It is never
    /// taken from the Host header of a request.
    /// </summary>
    [Required]
    public Uri PublicUrl { get; set; } = new("http://127.0.0.1:7071");

    /// <summary>
    /// The text before the 10-character code in an SMS, such as <c>gov.kz/s/</c>. Null: PublicUrl and /s/.
    /// </summary>
    public string? ShortUrl { get; set; }

    /// <summary>
    /// The home country: the code of a file in <c>Countries</c>. It gives the defaults of services and reports, reads
    /// national phone numbers, and says which numbers may be texted and are masked.
    /// </summary>
    [Required]
    public string Country { get; set; } = "kz";

    /// <summary>The public address of a path.</summary>
    public Uri AddressOf(string path) => new(PublicUrl, path);
}
