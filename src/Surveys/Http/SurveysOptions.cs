using System.ComponentModel.DataAnnotations;

namespace Surveys.Http;

/// <summary>Addresses under which citizens and carriers reach the platform, section <c>Surveys</c>.</summary>
public sealed class SurveysOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys";

    /// <summary>The address in links and signatures, such as <c>https://surveys.gov.example</c>; never taken from a request's Host header.</summary>
    [Required]
    public Uri PublicUrl { get; set; } = new("http://127.0.0.1:7071");

    /// <summary>What stands before the 10-character code in a text, such as <c>gov.kz/s/</c>; null: PublicUrl and /s/.</summary>
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
