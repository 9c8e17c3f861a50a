using System.ComponentModel.DataAnnotations;

namespace Surveys.Privacy;

/// <summary>The platform's secrets, section <c>Surveys:Keys</c>; from Key Vault or the environment, never from a file that git keeps.</summary>
public sealed class KeyOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Keys";

    /// <summary>The keys, by version: the first is used for what is new, the others open what is old. At least one.</summary>
    [Required]
    [MinLength(1)]
    public IList<SecretKey> Ring { get; } = [];
}

/// <summary>One version of the platform's secret.</summary>
public sealed class SecretKey
{
    /// <summary>The version, 0 to 255; never used for another secret.</summary>
    [Range(0, 255)]
    public int Version { get; set; }

    /// <summary>32 random bytes or more, in base64.</summary>
    [Required]
    [MinLength(44)]
    public string Secret { get; set; } = "";
}
