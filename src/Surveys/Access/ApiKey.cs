using System.Security.Cryptography;
using System.Text;
using Surveys.Http;

namespace Surveys.Access;

/// <summary>
/// API keys: <c>role_id_secret</c>, where the secret is 256 random bits in hexadecimal. The prefix identifies a
/// leaked key. Only the SHA-256 of a key is stored. The secret is random, so a slow password hash would add no
/// protection.
/// </summary>
internal static class ApiKey
{
    private const int IdBytes = 8;
    private const int SecretBytes = 32;

    /// <summary>The roles that a key can have, by the name of the contract.</summary>
    public static readonly IReadOnlyDictionary<string, Roles> ByName = new Dictionary<string, Roles>(
        StringComparer.Ordinal
    )
    {
        ["producer"] = Roles.Producer,
        ["owner"] = Roles.Owner,
        ["ministry"] = Roles.Ministry,
        ["admin"] = Roles.Admin,
    };

    /// <summary>The name of a role in the contract.</summary>
    public static string NameOf(Roles role) => ByName.Single(pair => pair.Value == role).Key;

    /// <summary>Creates a key for a role.</summary>
    public static (string KeyId, string Key) Create(string role)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return (id, $"{role}_{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id in a key; null if the text does not have the form of a key.</summary>
    public static string? IdOf(string key)
    {
        var parts = key.Split('_');
        return parts.Length is 3 && ByName.ContainsKey(parts[0]) && IsId(parts[1]) ? parts[1] : null;
    }

    /// <summary>Whether a text has the form of a key id: 16 hexadecimal digits.</summary>
    public static bool IsId(string text) => text.Length is IdBytes * 2 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The SHA-256 under which a key is stored.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
