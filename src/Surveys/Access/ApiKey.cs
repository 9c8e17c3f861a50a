using System.Security.Cryptography;
using System.Text;
using Surveys.Http;

namespace Surveys.Access;

/// <summary>
/// An API key as its holder has it: <c>role_id_secret</c>, 256 random bits in hexadecimal behind a prefix that tells what was leaked where one is found.
/// Only the SHA-256 is kept: the secret is random, so a slow hash would protect nothing more.
/// </summary>
internal static class ApiKey
{
    private const int IdBytes = 8;
    private const int SecretBytes = 32;

    public static readonly IReadOnlyDictionary<string, Roles> ByName = new Dictionary<string, Roles>(
        StringComparer.Ordinal
    )
    {
        ["producer"] = Roles.Producer,
        ["owner"] = Roles.Owner,
        ["ministry"] = Roles.Ministry,
        ["admin"] = Roles.Admin,
    };

    /// <summary>A fresh key of a role.</summary>
    public static (string KeyId, string Key) Create(string role)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return (id, $"{role}_{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id within a key; null where it has not the form of one.</summary>
    public static string? IdOf(string key)
    {
        var parts = key.Split('_');
        return parts.Length is 3 && ByName.ContainsKey(parts[0]) && IsId(parts[1]) ? parts[1] : null;
    }

    public static bool IsId(string text) => text.Length is IdBytes * 2 && text.All(char.IsAsciiHexDigitLower);

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
