namespace Surveys.Storage;

/// <summary>
/// Limits of Azure Table Storage that the code checks itself, because the emulator accepts some of what Azure refuses.
/// Source: Azure's "Scalability and performance targets for Table storage".
/// </summary>
internal static class TableLimits
{
    /// <summary>Entities in one transaction.</summary>
    public const int TransactionEntities = 100;

    /// <summary>Bytes of one property. A string takes two bytes for each UTF-16 unit.</summary>
    public const int PropertyBytes = 64 * 1024;
}
